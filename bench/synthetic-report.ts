import type { SeriesInfo, SeriesRef } from '#shared/history.ts'
import type { HistoryRow } from '../src/engine/history/history-store.ts'
import type { ReportSource } from '../src/engine/reports/report-format.ts'

const SERIES = 100
const PAGE = 4000
const STEP_MS = 60_000
const FROM = Date.UTC(2026, 0, 1)

/** A report of so many rows of 100 monitors that are made up as they are read, a page at a time. */
export function syntheticReport(rowCount: number): ReportSource {
  const perSeries = Math.ceil(rowCount / SERIES)
  const request = { fromMs: FROM, toMs: FROM + perSeries * STEP_MS, monitors: null, level: 'auto' } as const
  const series = Array.from(
    { length: SERIES },
    (_, index): SeriesInfo => ({
      ...{
        kind: 'monitor',
        id: `monitor-${index}`,
        name: `Monitor number ${index}`,
        category: 'apis',
        unit: 'ms',
      },
      ...{ intervalMs: STEP_MS, firstAt: FROM, lastAt: request.toMs },
    }),
  )
  return {
    ...{ request, level: 'minute', madeAt: request.toMs, version: '0.0.0', host: 'bench' },
    ...{ timeZone: 'Europe/Berlin', series, uptime: [], summaries: [] },
    health: { status: 'healthy', since: null, line: '', monitors: [], backends: [], metrics: [] },
    charts: async () => [],
    async *spans() {},
    async *rows(wanted: readonly SeriesRef[] = series) {
      for (const ref of wanted) {
        for (let from = 0; from < perSeries; from += PAGE) {
          yield Array.from({ length: Math.min(PAGE, perSeries - from) }, (_, at) => rowOf(ref, from + at))
        }
      }
    },
  }
}

function rowOf({ kind, id }: SeriesRef, index: number): HistoryRow {
  const average = 100 + ((index * 7919) % 1000) / 7
  return {
    ...{ kind, id, at: FROM + index * STEP_MS, status: null, count: 3, failures: index % 500 === 0 ? 1 : 0 },
    ...{ min: average * 0.8, average, p50: average * 0.97, p95: average * 1.3, p99: average * 1.5 },
    max: average * 1.6,
  }
}
