import { type StatusReport, statusReportSchema } from '#engine/api/status-report.ts'
import { findRunning, type RunFile } from '#engine/run-file.ts'
import { commandWords } from '#engine/shell/command-words.ts'
import { CliError } from './cli-error.ts'
import { EXIT_NOT_RUNNING } from './exit-codes.ts'

/** Checks of everything may take as long as the longest timeout. */
const ANSWER_WITHIN_MS = 600_000

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
export async function askInstance(run: RunFile, path: string, body?: unknown): Promise<StatusReport> {
  const response = await fetch(new URL(path, run.url), {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${run.token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  })
  if (response.ok) return statusReportSchema.parse(await response.json())
  throw new CliError(
    `Traylight at ${run.url} answered ${response.status}: ${await response.text()}`,
    EXIT_NOT_RUNNING,
  )
}
