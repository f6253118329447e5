/** What a bundler says of one module. */
interface ModuleFacts {
  readonly isEntry: boolean
  readonly importedIds: readonly string[]
}

/** What a bundler asks with, of each module. */
interface ModuleGraph {
  getModuleInfo(id: string): ModuleFacts | null
}

/**
 * Names the chunk of a module after the programs that load it when they start, so that each of them starts from a handful
 * of files: left to itself a bundler also tells modules apart by the parts that are loaded later, and a shell then starts
 * from some eighty files, each of which has to be found, read and linked. Null for a module that fewer than two of
 * them need at once.
 *
 * A module's own imports are needed by all programs that need it: so chunks only ever import those of more programs, and
 * never each other in a circle.
 */
export function chunkByEntries(
  entries: Readonly<Record<string, string>>,
): (id: string, graph: ModuleGraph) => string | null {
  let programsOf: ReadonlyMap<string, readonly string[]> | null = null
  return (id, graph) => {
    programsOf ??= loadedAtOnce(entries, graph)
    if (graph.getModuleInfo(id)?.isEntry) return null
    const programs = programsOf.get(id)
    // What one program alone needs at once others may load later, without the rest of that program.
    return programs === undefined || programs.length < 2 ? null : `start-${programs.join('-')}`
  }
}

function loadedAtOnce(
  entries: Readonly<Record<string, string>>,
  graph: ModuleGraph,
): ReadonlyMap<string, readonly string[]> {
  const programsOf = new Map<string, string[]>()
  for (const [program, entry] of Object.entries(entries)) {
    const found = new Set<string>()
    const waiting = [entry]
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (found.has(id)) continue
      found.add(id)
      waiting.push(...(graph.getModuleInfo(id)?.importedIds ?? []))
    }
    for (const id of found) programsOf.set(id, [...(programsOf.get(id) ?? []), program])
  }
  return programsOf
}
