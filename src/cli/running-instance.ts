import { z } from 'zod'
import { type StatusReport, statusReportSchema } from '#engine/api/status-report.ts'
import { findRunning, type RunFile } from '#engine/run-file.ts'
import { commandWords } from '#engine/shell/command-words.ts'
import { CliError } from './cli-error.ts'
import { EXIT_NOT_RUNNING } from './exit-codes.ts'

/** Checks of everything may take as long as the longest timeout. */
const ANSWER_WITHIN_MS = 600_000

const refusalSchema = z.object({ error: z.string() })

/** The instance that runs on this data directory. Refuses where none does. */
export async function requireRunning(dataDir: string): Promise<RunFile> {
  const run = await findRunning(dataDir)
  if (run) return run
  throw new CliError(
    `Traylight is not running on ${dataDir}. Start it with "${commandWords(process.env).start.replace(/ --$/, '')}".`,
    EXIT_NOT_RUNNING,
  )
}

/** Asks the running instance for its status, or has it run checks first. */
export function askInstance(run: RunFile, path: string, body?: unknown): Promise<StatusReport> {
  return askFor(run, path, statusReportSchema, body)
}

/** Asks the running instance for something; with a body, to do something. */
export async function askFor<T>(
  run: RunFile,
  path: string,
  schema: z.ZodType<T>,
  body?: unknown,
): Promise<T> {
  const response = await fetch(new URL(path, run.url), {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${run.token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  })
  if (response.ok) return schema.parse(await response.json())
  const text = await response.text()
  // What it cannot do now it says in words.
  const refusal = response.status === 409 ? refusalSchema.safeParse(JSON.parse(text)).data : undefined
  throw new CliError(
    refusal?.error ?? `Traylight at ${run.url} answered ${response.status}: ${text}`,
    EXIT_NOT_RUNNING,
  )
}
