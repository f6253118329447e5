import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { CheckContext } from './checker.ts'
import { fullPath, importRoots, type PythonModuleTarget } from './python-module-target.ts'
import { PYTHON_PROBE } from './python-probe.ts'
import { type ProgramEnd, runProgram } from './run-program.ts'

/** Twenty results are far less; what a module prints does not come here. */
const MAXIMUM_OUTPUT_BYTES = 1_048_576

const text = z.string().nullable()
const line = z.number().nullable().catch(null)
const index = z.int()
/** What is wrong with an import, and where that shows. */
const failed = { event: z.literal('end'), index, ms: z.number(), type: z.string(), text: z.string() }
const at = { file: text, line }

const eventSchema = z.union([
  z.object({ event: z.literal('python'), version: z.string(), executable: text }),
  z.object({ event: z.literal('begin'), index }),
  z.object({
    event: z.literal('end'),
    index,
    ms: z.number(),
    problem: z.enum(['symbol']).nullable(),
    found: text,
  }),
  z.object({ ...failed, ...at, problem: z.enum(['exit', 'syntax', 'error']) }),
  z.object({
    ...failed,
    ...at,
    problem: z.literal('missing'),
    missing: z.string(),
    parent: text,
    package: z.boolean(),
  }),
])
type ProbeEvent = z.infer<typeof eventSchema>

/** How the import of one module went. `ms` is how long it took. */
export type ImportResult = Extract<ProbeEvent, { event: 'end' }>

/** How a run of the interpreter went, as far as it told. */
export interface PythonRun {
  readonly end: ProgramEnd
  /** Undefined where what ran did not answer as Python does. */
  readonly python: Extract<ProbeEvent, { event: 'python' }> | undefined
  /** In the order of the imports, as many as came to an end. */
  readonly results: readonly ImportResult[]
  /** The import that was begun and never came to an end. */
  readonly unfinished: number | undefined
}

/**
 * Imports modules in an interpreter of their own, and leaves nothing of it running. What they print is dropped, and no
 * bytecode is written. Rejects with the system's error where the interpreter cannot be started.
 */
export async function runImports(target: PythonModuleTarget, context: CheckContext): Promise<PythonRun> {
  const roots = importRoots(target)
  // Lines that something else writes are told apart by it.
  const marker = randomUUID()
  const end = await runProgram({
    program: interpreterOf(target),
    args: ['-B', '-c', PYTHON_PROBE, marker, String(roots.length), ...roots, ...target.imports],
    cwd: target.cwd === undefined ? undefined : fullPath(target.cwd),
    // For interpreters that the modules start in their turn.
    env: { ...target.env, PYTHONDONTWRITEBYTECODE: '1' },
    maxOutputBytes: MAXIMUM_OUTPUT_BYTES,
    signal: context.signal,
    clock: context.clock,
  })
  return { end, ...readEvents(end.stdout, marker) }
}

/** The interpreter as it is started. */
export function interpreterOf({ interpreter }: PythonModuleTarget): string {
  return interpreter.startsWith('~') ? fullPath(interpreter) : interpreter
}

function readEvents(output: string, marker: string): Omit<PythonRun, 'end'> {
  const events = output.split('\n').flatMap(written => {
    if (!written.startsWith(marker)) return []
    const event = eventSchema.safeParse(parseJson(written.slice(marker.length)))
    return event.success ? [event.data] : []
  })
  const results = events.filter(event => event.event === 'end')
  const begun = events.findLast(event => event.event === 'begin')?.index
  return {
    python: events.find(event => event.event === 'python'),
    results,
    unfinished: results.some(result => result.index === begun) ? undefined : begun,
  }
}

function parseJson(written: string): unknown {
  try {
    return JSON.parse(written)
  } catch {
    return undefined
  }
}
