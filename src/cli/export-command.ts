import { stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, dirname, resolve } from 'node:path'
import type { Writable } from 'node:stream'
import { defaultDataDir } from '#engine/config/data-dir.ts'
import { HistoryFailure } from '#engine/history/history-store.ts'
import { machineTimeZone } from '#engine/machine-time-zone.ts'
import { ReportFailure } from '#engine/reports/report-failure.ts'
import { writeReportFile } from '#engine/reports/report-file.ts'
import type { ReportFormat } from '#engine/reports/report-format.ts'
import { loadReportFormats } from '#engine/reports/reports.ts'
import { streamSink } from '#engine/reports/stream-sink.ts'
import { findRunning } from '#engine/run-file.ts'
import { CliError } from './cli-error.ts'
import { EXIT_CANCELLED, EXIT_USAGE } from './exit-codes.ts'
import { type ExportFlags, readExportFlags } from './export-flags.ts'
import { ExportProgress } from './export-progress.ts'
import type { ReportStream } from './report-stream.ts'

const helpText = (formats: readonly ReportFormat[]) => `Writes a report of what was watched.

  --format FORMAT     ${formats.map(({ name }) => name).join(', ')}; as the file ends, else csv.
  --from MOMENT       A date (2026-11-01), a moment (2026-11-01T08:00), an age (24h, 7d), now,
  --to MOMENT         today, yesterday, last-week or last-month. Without: the last 24 hours.
  --monitors IDS      Ids of monitors and backends, separated by commas; may be given several
                      times. Without: everything.
  --output PLACE      A file, a folder, or - for standard output. Without: a file here.
  --overwrite         Replace the file that is named, if it is there.
  --level LEVEL       raw, minute, ten-minutes, hour, day, or auto: as the range suggests.
  --part PART         For formats that hold one table: ${partsOf(formats).join(', ')}.
  --data-dir DIR      Which instance, or whose history [TRAYLIGHT_DATA_DIR].

The instance that runs makes the report; where none does, it is made from the history in the
data directory, which is only read. Exit 0 written, 2 it could not be, 3 there is neither an
instance nor a history, 130 cancelled.
`

const partsOf = (formats: readonly ReportFormat[]) => [...new Set(formats.flatMap(({ parts }) => parts))]

/** The reader of standard output has gone: what it wanted, it has. */
class NobodyReads extends Error {}
class Cancelled extends Error {}

/** `export ...`: writes a report, and answers with the exit code. */
export async function exportCommand(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const formats = await loadReportFormats()
  const flags = readExportFlags(args, formats, Date.now(), machineTimeZone())
  if (flags.help) {
    process.stdout.write(helpText(formats))
    return 0
  }
  const target = await targetOf(flags)
  const ending = new AbortController()
  const stop = () => ending.abort(new Cancelled())
  // More than once: a terminal and what runs this may both pass it on.
  for (const name of SIGNALS) process.on(name, stop)
  process.stdout.on('error', () => ending.abort(new NobodyReads()))
  // A report that goes to the same terminal is progress enough.
  const isSeen = target.to === 'stdout' && process.stdout.isTTY
  const progress = new ExportProgress(isSeen ? { write: () => true } : process.stderr)
  try {
    const path = await write(flags, target, env, progress, ending.signal)
    progress.clear()
    if (path !== null) process.stdout.write(`${path}\n`)
    return 0
  } catch (error) {
    progress.clear()
    return ended(ending.signal.aborted ? ending.signal.reason : error)
  } finally {
    for (const name of SIGNALS) process.off(name, stop)
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

function ended(error: unknown): number {
  if (error instanceof NobodyReads) return 0
  if (error instanceof Cancelled) {
    process.stderr.write('Cancelled; nothing of the report was kept.\n')
    return EXIT_CANCELLED
  }
  if (error instanceof ReportFailure || error instanceof HistoryFailure) {
    throw new CliError(error.message, EXIT_USAGE)
  }
  throw error
}

type Target =
  | { readonly to: 'stdout' }
  | { readonly to: 'folder'; readonly folder: string }
  | { readonly to: 'file'; readonly folder: string; readonly fileName: string; readonly replace: boolean }

/** Where it goes. Said before anything is read: a file that is there is kept. */
async function targetOf({ output, overwrite }: ExportFlags): Promise<Target> {
  if (output === '-') return { to: 'stdout' }
  const path = resolve(output)
  const found = await stat(path).catch(() => null)
  if (found?.isDirectory() || /[\\/]$/.test(output)) return { to: 'folder', folder: path }
  if (found !== null && !overwrite) {
    throw new CliError(`${path} is there already. Name another file, or add --overwrite.`, EXIT_USAGE)
  }
  return { to: 'file', folder: dirname(path), fileName: basename(path), replace: overwrite }
}

async function write(
  { order, dataDir }: ExportFlags,
  target: Target,
  env: NodeJS.ProcessEnv,
  progress: ExportProgress,
  signal: AbortSignal,
): Promise<string | null> {
  const report = await openReport(order, dataDir, env, signal)
  try {
    progress.begin(report.rows)
    const onRows = (rows: number) => progress.rows(rows)
    if (target.to === 'stdout') {
      await intoStream(report, process.stdout, progress, signal)
      return null
    }
    const { path } = await writeReportFile({
      folder: target.folder,
      ...(target.to === 'file' ? target : { fileName: report.fileName }),
      write: sink => report.write(sink, onRows),
      onBytes: bytes => progress.bytes(bytes),
      signal,
    })
    return path
  } finally {
    await report.close()
  }
}

async function openReport(
  order: ExportFlags['order'],
  given: string | undefined,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<ReportStream> {
  const where = { platform: process.platform, env, homeDir: homedir() }
  const dataDir = resolve((given ?? env.TRAYLIGHT_DATA_DIR) || defaultDataDir(where))
  const running = await findRunning(dataDir)
  if (running) {
    const { exportFromInstance } = await import('./export-from-instance.ts')
    return exportFromInstance(running, order, signal)
  }
  const { exportFromHistory } = await import('./export-from-history.ts')
  return exportFromHistory({ dataDir, env }, order, signal)
}

async function intoStream(
  report: ReportStream,
  stream: Writable,
  progress: ExportProgress,
  signal: AbortSignal,
): Promise<void> {
  const sink = streamSink(stream, signal)
  let bytes = 0
  await report.write(
    {
      async write(piece) {
        await sink.write(piece)
        bytes += typeof piece === 'string' ? Buffer.byteLength(piece) : piece.byteLength
        progress.bytes(bytes)
      },
    },
    rows => progress.rows(rows),
  )
  // The process must not end before the last of it is out.
  await new Promise<void>(done => stream.write('', () => done()))
  signal.throwIfAborted()
}
