import { setImmediate } from 'node:timers/promises'
import { backendOfMetric } from '#shared/application-metric-id.ts'
import { closestWord } from '#shared/closest-word.ts'
import { errorBudget } from '#shared/error-budget.ts'
import type { SeriesInfo, SeriesRef, StatusSpan, UptimeRow } from '#shared/history.ts'
import type { HistoryConfig } from '#shared/history-config.ts'
import type { StatusReport } from '../api/status-report.ts'
import type { Clock } from '../clock.ts'
import type { HistoryPage, HistoryRow, HistoryStore, Level, SeriesSummary } from '../history/history-store.ts'
import { seriesKey } from '../history/series-key.ts'
import { ReportFailure } from './report-failure.ts'
import type { ReportRequest, ReportSource } from './report-format.ts'
import { chooseLevel, estimatedRows, levelOfSeries } from './report-level.ts'

/** What a report is made from. */
export interface ReportDeps {
  readonly clock: Pick<Clock, 'now'>
  readonly version: string
  readonly host: string
  readonly timeZone: string
  readonly store: HistoryStore
  readonly history: HistoryConfig
  /** Safe to show. */
  readonly health: StatusReport
  /** The availability aimed at of a monitor that has one of its own. */
  readonly sloOf: (monitorId: string) => number | undefined
  readonly signal: AbortSignal
  /** Told how many rows of the history were read just now. */
  readonly onRows?: (count: number) => void
}

/** A source, and about how many rows its history has. */
export interface OpenedReport {
  readonly source: ReportSource
  readonly estimatedRows: number
}

const DAY_MS = 86_400_000
/** Rows read at a time: enough to be quick, few enough that watching is not held up. */
const PAGE_ROWS = 2000
const PAGE_SPANS = 4000
const CHART_SERIES = 40
const KINDS = ['monitor', 'backend', 'service', 'metric'] as const
const OF_STATUS = ['monitor', 'backend', 'service'] as const

/**
 * Everything a report on this request can be made from.
 *
 * @throws ReportFailure where the request names what there is not; HistoryFailure where the history cannot answer now
 */
export async function openReportSource(request: ReportRequest, deps: ReportDeps): Promise<OpenedReport> {
  const { clock, store, history, signal } = deps
  const { fromMs, toMs } = request
  if (!(fromMs < toMs)) throw new ReportFailure('A report must begin before it ends. Change its range.')
  const now = clock.now()
  const remembered = await store.series()
  refuseUnknown(request, deps.health, remembered)
  const isWanted = wantedBy(request.monitors)
  const series = remembered
    .filter(info => isWanted(info) && info.firstAt < toMs && info.lastAt >= fromMs && info.lastAt > 0)
    .toSorted(inOrder)
  signal.throwIfAborted()
  const summaries = await store.summary({ series, kinds: KINDS, fromMs, toMs })
  const uptime = await uptimeOver(request, series, deps, now)
  signal.throwIfAborted()
  const level = chooseLevel(request.level, request, now, history)
  const levelOf = (info: SeriesInfo) => levelOfSeries(level, info, fromMs, now, history)
  return {
    estimatedRows: countRows(series, summaries, levelOf, request),
    source: {
      ...{ request, level, madeAt: now, series, uptime, summaries },
      ...{ version: deps.version, host: deps.host, timeZone: deps.timeZone },
      health: healthOf(deps.health, isWanted),
      charts: (points, asked) => charts(points, asked ? known(asked, series) : series, request, deps),
      spans: () => spans(series, request, deps),
      rows: asked => rows(asked ? known(asked, series) : series, levelOf, request, deps),
    },
  }
}

type IsWanted = (ref: SeriesRef) => boolean

/** A backend stands for all that it reports, its metrics included. */
function wantedBy(ids: ReportRequest['monitors']): IsWanted {
  if (ids === null) return () => true
  const wanted = new Set(ids)
  return ({ kind, id }) => {
    if (kind === 'metric') return wanted.has(backendOfMetric(id) ?? '')
    return wanted.has(id) || (kind === 'service' && wanted.has(id.split('/', 1)[0] ?? ''))
  }
}

function refuseUnknown(
  { monitors }: ReportRequest,
  health: StatusReport,
  remembered: readonly SeriesInfo[],
): void {
  if (monitors === null) return
  if (monitors.length === 0) throw new ReportFailure('Choose at least one monitor, or everything.')
  const ids = new Set([
    ...health.monitors.map(({ id }) => id),
    ...health.backends.flatMap(({ id, services }) => [id, ...services.map(({ name }) => `${id}/${name}`)]),
    ...remembered.filter(({ kind }) => kind !== 'metric').map(({ id }) => id),
  ])
  const unknown = monitors.filter(id => !ids.has(id))
  if (unknown.length === 0) return
  const words = unknown.slice(0, 5).map(id => {
    const close = closestWord(id, [...ids])
    return `There is no monitor or backend "${id}".${close === undefined ? '' : ` Did you mean "${close}"?`}`
  })
  throw new ReportFailure(words.join(' '))
}

function inOrder(a: SeriesInfo, b: SeriesInfo): number {
  return (
    KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
    a.category.localeCompare(b.category) ||
    a.name.localeCompare(b.name) ||
    a.id.localeCompare(b.id)
  )
}

function healthOf(health: StatusReport, isWanted: IsWanted): StatusReport {
  return {
    ...health,
    monitors: health.monitors.filter(({ id }) => isWanted({ kind: 'monitor', id })),
    backends: health.backends.flatMap(backend => {
      if (isWanted({ kind: 'backend', id: backend.id })) return [backend]
      const services = backend.services.filter(({ name }) =>
        isWanted({ kind: 'service', id: `${backend.id}/${name}` }),
      )
      return services.length === 0 ? [] : [{ ...backend, services }]
    }),
    metrics: health.metrics.filter(({ id }) => isWanted({ kind: 'metric', id })),
  }
}

/** Availability over the range, and the error budget over the days that it is reckoned, up to its end. */
async function uptimeOver(
  { fromMs, toMs }: ReportRequest,
  series: readonly SeriesInfo[],
  { store, history, sloOf }: ReportDeps,
  now: number,
): Promise<UptimeRow[]> {
  const { sloDays, sloPercent } = history
  const end = Math.max(fromMs + 1, Math.min(toMs, now))
  const windows = [
    { fromMs, toMs: end },
    { fromMs: end - sloDays * DAY_MS, toMs: end },
  ]
  const infos = new Map(series.map(info => [seriesKey(info), info]))
  const found = await store.uptime({
    series: series.filter(({ kind }) => kind !== 'metric'),
    ...{ kinds: OF_STATUS, windows },
  })
  return found.flatMap(({ kind, id, windows: [inRange, inSlo] }) => {
    const info = infos.get(seriesKey({ kind, id }))
    if (info === undefined || inRange === undefined || inSlo === undefined) return []
    const percent = (kind === 'monitor' ? sloOf(id) : undefined) ?? sloPercent
    return [
      {
        ...{ kind, id, name: info.name, category: info.category },
        windows: [{ ...inRange, fromMs, toMs: end }],
        slo: errorBudget({ percent, days: sloDays }, inSlo),
      },
    ]
  })
}

function countRows(
  series: readonly SeriesInfo[],
  summaries: readonly SeriesSummary[],
  levelOf: (info: SeriesInfo) => Level,
  range: ReportRequest,
): number {
  const counts = new Map(summaries.map(summary => [seriesKey(summary), summary.count]))
  return series.reduce(
    (sum, info) => sum + estimatedRows(levelOf(info), counts.get(seriesKey(info)) ?? 0, info, range),
    0,
  )
}

function known(asked: readonly SeriesRef[], series: readonly SeriesInfo[]): readonly SeriesInfo[] {
  const infos = new Map(series.map(info => [seriesKey(info), info]))
  return asked.flatMap(ref => infos.get(seriesKey(ref)) ?? [])
}

async function charts(
  points: number,
  series: readonly SeriesInfo[],
  { fromMs, toMs }: ReportRequest,
  { store, signal }: ReportDeps,
) {
  const found = []
  for (let at = 0; at < series.length; at += CHART_SERIES) {
    signal.throwIfAborted()
    found.push(...(await store.chart({ series: series.slice(at, at + CHART_SERIES), fromMs, toMs, points })))
  }
  return found
}

/** Page after page: each begins where the one before ended, less what was there already. */
async function* spans(
  series: readonly SeriesInfo[],
  { fromMs, toMs }: ReportRequest,
  { store, signal }: ReportDeps,
): AsyncIterable<readonly StatusSpan[]> {
  const ofStatus = series.filter(({ kind }) => kind !== 'metric')
  if (ofStatus.length === 0) return
  // At the beginning of a page each series may have a span that goes on from before; beyond those there must be room.
  const limit = PAGE_SPANS + 2 * ofStatus.length
  let from = fromMs
  let before = Number.NEGATIVE_INFINITY
  let atEdge = new Set<string>()
  for (;;) {
    signal.throwIfAborted()
    const found = await store.spans({ series: ofStatus, kinds: OF_STATUS, fromMs: from, toMs, limit })
    const edge = before
    const fresh = found.filter(
      span => span.fromMs > edge || (span.fromMs === edge && !atEdge.has(seriesKey(span))),
    )
    if (fresh.length > 0) yield fresh
    const last = found.at(-1)
    if (found.length < limit || last === undefined || fresh.length === 0) return
    if (last.fromMs !== edge) atEdge = new Set()
    for (const span of found) if (span.fromMs === last.fromMs) atEdge.add(seriesKey(span))
    before = last.fromMs
    from = Math.max(fromMs, last.fromMs)
    await setImmediate()
  }
}

async function* rows(
  series: readonly SeriesInfo[],
  levelOf: (info: SeriesInfo) => Level,
  { fromMs, toMs }: ReportRequest,
  { store, signal, onRows }: ReportDeps,
): AsyncIterable<readonly HistoryRow[]> {
  for (const [level, run] of runsOf(series, levelOf)) {
    const ask = (after: string | null) => {
      const page = store.page({ series: run, level, fromMs, toMs, after, limit: PAGE_ROWS })
      // Whoever reads on is told; who has stopped reading need not be.
      page.catch(() => undefined)
      return page
    }
    let asked: Promise<HistoryPage> | null = ask(null)
    while (asked !== null) {
      const { rows: found, next }: HistoryPage = await asked
      signal.throwIfAborted()
      // The next page is read while this one is written.
      asked = next === null ? null : ask(next)
      if (found.length > 0) {
        yield found
        onRows?.(found.length)
      }
      // Checks that have come back meanwhile are not kept waiting.
      await setImmediate()
    }
  }
}

/** The series in their order, those that follow each other with the same level together. */
function runsOf(
  series: readonly SeriesInfo[],
  levelOf: (info: SeriesInfo) => Level,
): readonly (readonly [Level, readonly SeriesInfo[]])[] {
  const runs: [Level, SeriesInfo[]][] = []
  for (const info of series) {
    const level = levelOf(info)
    const run = runs.at(-1)
    if (run?.[0] === level) run[1].push(info)
    else runs.push([level, [info]])
  }
  return runs
}
