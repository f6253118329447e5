import { opendir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Where a module is, or how far the way to it leads. */
export type FoundModule =
  | { readonly kind: 'source' | 'compiled' | 'namespace'; readonly file: string }
  | {
      readonly kind: 'missing'
      /** The first name on the way that is not there: `core.sparc`. */
      readonly missing: string
      /** What it is missing from; null for a search directory. */
      readonly holder: { readonly file: string; readonly isPackage: boolean } | null
    }

/** One step on the way. */
interface Step {
  readonly kind: 'source' | 'compiled' | 'namespace'
  readonly file: string
  /** Where modules below it are; empty for a module that is no package. */
  readonly directories: readonly string[]
}

/** Entries of a directory that are looked at; more is no Python package. */
const MAXIMUM_ENTRIES = 100_000

/**
 * Finds a module as Python's path finder does, by reading directories alone: packages, sources, compiled extensions
 * and namespace packages (PEP 420), in the first of `roots` that has it. Names are compared with their case, also where
 * the file system does not.
 */
export async function findPythonModule(
  name: string,
  roots: readonly string[],
  signal: AbortSignal,
): Promise<FoundModule> {
  let step: Step | null = null
  let directories = roots
  const way: string[] = []
  for (const part of name.split('.')) {
    way.push(part)
    const next: Step | null = await findStep(part, directories, signal)
    if (next === null) {
      const holder: { file: string; isPackage: boolean } | null =
        step === null ? null : { file: step.file, isPackage: directories.length > 0 }
      return { kind: 'missing', missing: way.join('.'), holder }
    }
    step = next
    directories = next.directories
  }
  return step === null
    ? { kind: 'missing', missing: name, holder: null }
    : { kind: step.kind, file: step.file }
}

async function findStep(
  part: string,
  directories: readonly string[],
  signal: AbortSignal,
): Promise<Step | null> {
  const portions: string[] = []
  for (const directory of directories) {
    const names = await entriesOf(directory, part, signal)
    const below = join(directory, part)
    const isDirectory = names.includes(part) && (await isA('directory', below))
    if (isDirectory) {
      const init = await moduleFile(below, '__init__', await entriesOf(below, '__init__', signal))
      if (init !== null) return { ...init, directories: [below] }
    }
    const file = await moduleFile(directory, part, names)
    if (file !== null) return { ...file, directories: [] }
    if (isDirectory) portions.push(below)
  }
  const [first] = portions
  return first === undefined ? null : { kind: 'namespace', file: first, directories: portions }
}

/** The file of a module: its source, else an extension (`name.so`, `name.cpython-313-darwin.so`) or bytecode. */
async function moduleFile(
  directory: string,
  part: string,
  names: readonly string[],
): Promise<Pick<Step, 'kind' | 'file'> | null> {
  const compiled = names.filter(name => /^\.(?:[\w-]+\.)?(?:so|pyd)$|^\.pyc$/.test(name.slice(part.length)))
  for (const name of [`${part}.py`, ...compiled]) {
    const file = join(directory, name)
    if (names.includes(name) && (await isA('file', file))) {
      return { kind: name.endsWith('.py') ? 'source' : 'compiled', file }
    }
  }
  return null
}

/** The names in a directory that are `part`, or `part` with something after a dot. */
async function entriesOf(directory: string, part: string, signal: AbortSignal): Promise<readonly string[]> {
  const names: string[] = []
  let seen = 0
  try {
    for await (const { name } of await opendir(directory)) {
      signal.throwIfAborted()
      if (name === part || name.startsWith(`${part}.`)) names.push(name)
      seen++
      if (seen === MAXIMUM_ENTRIES) break
    }
  } catch {
    // A directory that is not there, or may not be read, has nothing for Python either.
    signal.throwIfAborted()
  }
  return names
}

async function isA(kind: 'file' | 'directory', path: string): Promise<boolean> {
  const facts = await stat(path).catch(() => null)
  return kind === 'file' ? facts?.isFile() === true : facts?.isDirectory() === true
}
