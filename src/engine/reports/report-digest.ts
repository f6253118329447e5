import type { SeriesHistory, SeriesRef, StatusSpan, StatusTimes, UptimeRow } from '#shared/history.ts'
import { availability } from '#shared/history.ts'
import { STATUS_ORDER, type Status } from '#shared/status.ts'
import type { SeriesSummary } from '../history/history-store.ts'
import { seriesKey } from '../history/series-key.ts'
import { LocalTime } from './local-time.ts'
import type { ReportSource } from './report-format.ts'
import { namesOf } from './report-tables.ts'
import { type BandPart, StatusBand } from './status-band.ts'

/** How finely bands and charts divide the range; so that pages stay small and eyes see the steps. */
const BAND_STEPS = 168
const CHART_POINTS = 168
const MOST_CHARTS = 24
const MOST_METRICS = 12
const MOST_OUTAGES = 25

/** Something that is wrong now. */
export interface Wrong {
  readonly id: string
  readonly name: string
  readonly status: Status
  readonly message: string
  readonly muted: boolean
}

/** A time for which something was unhealthy and not excused, within the range. */
export interface Outage {
  readonly id: string
  readonly name: string
  readonly fromMs: number
  readonly untilMs: number
  readonly isOver: boolean
  readonly message: string
}

/** A monitor, backend or service over the range. */
export interface WatchedRow extends SeriesRef {
  readonly name: string
  readonly category: string
  /** As it is now; null where it is no longer watched. */
  readonly status: Status | null
  readonly availability: number | null
  readonly times: StatusTimes
  readonly slo: UptimeRow['slo']
  readonly summary: SeriesSummary | null
  readonly band: readonly BandPart[]
}

export interface MonitorChart {
  readonly row: WatchedRow
  readonly history: SeriesHistory
}

/** What a person reads in a report, in that order; bounded but for a row each. */
export interface ReportDigest {
  readonly source: ReportSource
  readonly local: LocalTime
  readonly wrong: readonly Wrong[]
  /** Longest first. */
  readonly outages: readonly Outage[]
  readonly outageCount: number
  readonly outageMs: number
  /** Of everything together; null where nothing is known. */
  readonly availability: number | null
  readonly overdrawn: number
  /** Worst first. */
  readonly rows: readonly WatchedRow[]
  readonly charts: readonly MonitorChart[]
  readonly metrics: readonly SeriesHistory[]
}

/** Reads what a report for people is made of. The spans pass by; only the longest outages are kept. */
export async function reportDigest(source: ReportSource, signal: AbortSignal): Promise<ReportDigest> {
  const passed = await readSpans(source, signal)
  const rows = watchedRows(source, passed.bands)
  const chosen = rows.filter(({ summary }) => summary?.p50 != null).slice(0, MOST_CHARTS)
  const metrics = source.series.filter(({ kind }) => kind === 'metric').slice(0, MOST_METRICS)
  const histories = await source.charts(CHART_POINTS, [...chosen, ...metrics])
  signal.throwIfAborted()
  const byKey = new Map(histories.map(history => [seriesKey(history), history]))
  return {
    source,
    local: new LocalTime(source.timeZone),
    wrong: wrongNow(source),
    ...{ outages: passed.longest, outageCount: passed.count, outageMs: passed.totalMs },
    availability: availability(summed(rows.map(({ times }) => times))),
    overdrawn: rows.filter(({ slo }) => slo.availability !== null && slo.leftMs < 0).length,
    rows,
    charts: chosen.flatMap(row => {
      const history = byKey.get(seriesKey(row))
      return history ? [{ row, history }] : []
    }),
    metrics: metrics.flatMap(metric => byKey.get(seriesKey(metric)) ?? []),
  }
}

async function readSpans(source: ReportSource, signal: AbortSignal) {
  const { fromMs, toMs } = source.request
  const named = namesOf(source)
  const bands = new Map<string, StatusBand>()
  let longest: Outage[] = []
  let [count, totalMs] = [0, 0]
  for await (const page of source.spans()) {
    signal.throwIfAborted()
    for (const span of page) {
      bandOf(bands, span, fromMs, toMs).add(span, Math.min(toMs, source.madeAt))
      if (span.status !== 'unhealthy' || span.excuse !== null) continue
      const outage = outageOf(
        span,
        fullName(source, span, named(span).name),
        fromMs,
        Math.min(toMs, source.madeAt),
      )
      count++
      totalMs += outage.untilMs - outage.fromMs
      longest.push(outage)
    }
    longest = longest.sort((a, b) => b.untilMs - b.fromMs - (a.untilMs - a.fromMs)).slice(0, MOST_OUTAGES)
  }
  return { bands, longest, count, totalMs }
}

/** A service's name says little without its backend's. */
function fullName({ series }: ReportSource, { kind, id }: SeriesRef, name: string): string {
  if (kind !== 'service') return name
  const backendId = id.slice(0, Math.max(0, id.indexOf('/')))
  const backend = series.find(one => one.kind === 'backend' && one.id === backendId)?.name ?? backendId
  return `${name} (${backend})`
}

function bandOf(bands: Map<string, StatusBand>, ref: SeriesRef, fromMs: number, toMs: number): StatusBand {
  const key = seriesKey(ref)
  const band = bands.get(key) ?? new StatusBand(fromMs, toMs, BAND_STEPS)
  bands.set(key, band)
  return band
}

function outageOf(
  { id, fromMs, toMs, message }: StatusSpan,
  name: string,
  rangeFrom: number,
  until: number,
): Outage {
  return {
    ...{ id, name, message, fromMs: Math.max(fromMs, rangeFrom), untilMs: Math.min(toMs ?? until, until) },
    isOver: toMs !== null && toMs <= until,
  }
}

function watchedRows(source: ReportSource, bands: ReadonlyMap<string, StatusBand>): readonly WatchedRow[] {
  const summaries = new Map(source.summaries.map(summary => [seriesKey(summary), summary]))
  const statuses = statusesNow(source)
  const rows = source.uptime.map(({ kind, id, name, category, windows, slo }): WatchedRow => {
    const key = seriesKey({ kind, id })
    const times = summed(windows.slice(0, 1))
    return {
      ...{ kind, id, name: fullName(source, { kind, id }, name), category, times, slo },
      ...{ status: statuses.get(key) ?? null, availability: availability(times) },
      ...{ summary: summaries.get(key) ?? null, band: bands.get(key)?.parts() ?? [] },
    }
  })
  return rows.sort(
    (a, b) =>
      (a.availability ?? 101) - (b.availability ?? 101) ||
      STATUS_ORDER[a.status ?? 'unknown'] - STATUS_ORDER[b.status ?? 'unknown'] ||
      b.times.degradedMs - a.times.degradedMs ||
      a.name.localeCompare(b.name),
  )
}

function statusesNow({ health }: ReportSource): ReadonlyMap<string, Status> {
  return new Map([
    ...health.monitors.map(({ id, status }) => [seriesKey({ kind: 'monitor', id }), status] as const),
    ...health.backends.flatMap(backend => [
      [seriesKey({ kind: 'backend', id: backend.id }), backend.status] as const,
      ...backend.services.map(
        ({ name, status }) => [seriesKey({ kind: 'service', id: `${backend.id}/${name}` }), status] as const,
      ),
    ]),
  ])
}

function wrongNow({ health }: ReportSource): readonly Wrong[] {
  const all = [
    ...health.monitors.filter(({ paused }) => !paused),
    ...health.backends.flatMap(({ services, ...backend }) => [
      { ...backend, muted: false },
      ...services.map(service => ({ ...service, id: `${backend.id}/${service.name}`, muted: false })),
    ]),
  ]
  return all
    .filter(({ status }) => status !== 'healthy')
    .map(({ id, name, status, message, muted }) => ({ id, name, status, message, muted }))
    .sort((a, b) => STATUS_ORDER[a.status] - STATUS_ORDER[b.status])
}

function summed(all: readonly StatusTimes[]): StatusTimes {
  const sum = { healthyMs: 0, degradedMs: 0, unhealthyMs: 0, unknownMs: 0, excusedMs: 0, unwatchedMs: 0 }
  for (const times of all) {
    sum.healthyMs += times.healthyMs
    sum.degradedMs += times.degradedMs
    sum.unhealthyMs += times.unhealthyMs
    sum.unknownMs += times.unknownMs
    sum.excusedMs += times.excusedMs
    sum.unwatchedMs += times.unwatchedMs
  }
  return sum
}
