import { mkdtemp, rm, stat } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import type { StatusReport } from '#engine/api/status-report.ts'
import { checkers } from '#engine/checkers/registry.ts'
import { systemClock } from '#engine/clock.ts'
import { configRules } from '#engine/config/config-rules.ts'
import { FileSecretStore } from '#engine/config/file-secret-store.ts'
import { parseConfig } from '#engine/config/parse-config.ts'
import { readIfThere } from '#engine/config/read-if-there.ts'
import { resolveReferences } from '#engine/config/references.ts'
import { makeResolvers } from '#engine/config/resolvers.ts'
import { HISTORY_FILE } from '#engine/history/history.ts'
import { HistoryFailure, type HistoryStore } from '#engine/history/history-store.ts'
import { openHistoryStore } from '#engine/history/open-history-store.ts'
import { machineTimeZone } from '#engine/machine-time-zone.ts'
import { profiles } from '#engine/profiles/registry.ts'
import { findFormat, labelOf, requestOf } from '#engine/reports/report-desk.ts'
import { reportFileName } from '#engine/reports/report-file-name.ts'
import { openReportSource } from '#engine/reports/report-source.ts'
import { loadReportFormats } from '#engine/reports/reports.ts'
import type { Config } from '#shared/config.ts'
import type { ReportOrder } from '#shared/reports.ts'
import packageJson from '../../package.json' with { type: 'json' }
import { CliError } from './cli-error.ts'
import { EXIT_NOT_RUNNING } from './exit-codes.ts'
import type { ReportStream } from './report-stream.ts'

interface Place {
  readonly dataDir: string
  readonly env: Readonly<Record<string, string | undefined>>
}

interface OpenHistory {
  readonly store: HistoryStore
  close(): Promise<void>
}

const NOT_WATCHED = 'Traylight is not running, so nothing is known of it now.'

/**
 * A report on the history of a data directory that no instance runs on. The history itself is only read.
 *
 * @throws CliError where there is none; HistoryFailure, ReportFailure
 */
export async function exportFromHistory(
  place: Place,
  order: ReportOrder,
  signal: AbortSignal,
): Promise<ReportStream> {
  const config = await readConfig(place)
  const history = await openHistory(place, config)
  try {
    const format = findFormat(await loadReportFormats(), order.format)
    let read = 0
    let onRows: (rows: number) => void = () => {}
    const timeZone = machineTimeZone()
    const { source, estimatedRows } = await openReportSource(requestOf(order), {
      ...{ clock: systemClock, version: packageJson.version, host: hostname(), timeZone, signal },
      ...{ store: history.store, history: config.history, health: unwatched(config) },
      sloOf: id => config.monitors.find(monitor => monitor.id === id)?.sloPercent,
      onRows: count => {
        read += count
        onRows(read)
      },
    })
    return {
      fileName: reportFileName(labelOf(order), order, format.extension, timeZone),
      rows: estimatedRows,
      write(sink, tell) {
        onRows = tell
        return format.write(source, sink, signal)
      },
      close: history.close,
    }
  } catch (error) {
    await history.close()
    throw error
  }
}

/** As it is configured there; defaults where that cannot be read, since what was watched stands in the history. */
async function readConfig({ dataDir }: Place): Promise<Config> {
  const rules = configRules(checkers, profiles)
  const text = await readIfThere(join(dataDir, 'config.json')).catch(() => undefined)
  const parsed = parseConfig(text ?? '{}', rules)
  if (parsed.ok) return parsed.config
  const empty = parseConfig('{}', rules)
  if (empty.ok) return empty.config
  throw new Error('An empty configuration is one.')
}

async function openHistory({ dataDir, env }: Place, config: Config): Promise<OpenHistory> {
  const { url } = config.history
  if (url !== undefined) {
    const secrets = await FileSecretStore.open(join(dataDir, 'secrets.json'), systemClock, null)
    const resolved = await resolveReferences(url, makeResolvers({ env, baseDir: dataDir, secrets }))
    if (!resolved.ok) throw new HistoryFailure(resolved.message)
    const place = { file: join(dataDir, HISTORY_FILE), url: String(resolved.value), now: Date.now() }
    const { store } = await openHistoryStore(place)
    return { store, close: () => store.close() }
  }
  const file = join(dataDir, HISTORY_FILE)
  if (!(await stat(file).catch(() => null))?.isFile()) {
    throw new CliError(
      `Traylight is not running on ${dataDir}, and there is no history in it. Start it, or name another --data-dir.`,
      EXIT_NOT_RUNNING,
    )
  }
  return openCopy(file)
}

/** The store brings a file up to date when it opens it: that is done to a copy. */
async function openCopy(file: string): Promise<OpenHistory> {
  const folder = await mkdtemp(join(tmpdir(), 'traylight-export-'))
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
  try {
    const copy = join(folder, HISTORY_FILE)
    await copyDatabase(file, copy)
    const { store, notice } = await openHistoryStore({ file: copy, url: null, now: Date.now() })
    if (notice !== null) {
      await store.close()
      throw new HistoryFailure(damagedWords(file))
    }
    return {
      store,
      async close() {
        await store.close()
        await remove()
      },
    }
  } catch (error) {
    await remove()
    throw error
  }
}

const damagedWords = (file: string) =>
  `${file} is damaged. Start Traylight, which keeps it aside, and restore a backup.`

/** What SQLite says of a file that is none of its own any more. */
const DAMAGED = /not a database|malformed/

async function copyDatabase(file: string, copy: string): Promise<void> {
  let source: DatabaseSync | null = null
  try {
    source = new DatabaseSync(await addressOf(file), { readOnly: true, timeout: 5000 })
    await backup(source, copy, { rate: 4096 })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    if (DAMAGED.test(reason)) throw new HistoryFailure(damagedWords(file))
    throw new HistoryFailure(
      `The history in ${file} could not be read (${reason}). Check that this user may read its folder, and that ${tmpdir()} has room.`,
    )
  } finally {
    source?.close()
  }
}

/** A file that was closed in order has no log beside it, and needs none to be read. */
async function addressOf(file: string): Promise<string | URL> {
  if (await stat(`${file}-wal`).catch(() => null)) return file
  const address = pathToFileURL(file)
  address.searchParams.set('immutable', '1')
  return address
}

/** What is configured; of none of it is known how it is. */
function unwatched({ monitors, backends }: Config): StatusReport {
  const unknown = { status: 'unknown', message: NOT_WATCHED, checkedAt: null, lastCheck: null } as const
  return {
    ...{ status: 'unknown', since: null, line: 'Traylight is not running', metrics: [] },
    monitors: monitors.map(({ id, name, category, paused }) => ({
      ...{ id, name, category, paused, muted: false, responseTimeMs: null },
      ...unknown,
    })),
    backends: backends.map(({ id, name }) => ({ id, name, services: [], ...unknown })),
  }
}
