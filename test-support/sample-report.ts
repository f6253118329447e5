import type { SeriesInfo, SeriesRef, UptimeRow } from '#shared/history.ts'
import { availability } from '#shared/history.ts'
import { MemoryHistoryStore } from '../src/engine/history/memory-history-store.ts'
import type { ReportPart, ReportSource } from '../src/engine/reports/report-format.ts'
import { sampleHealth } from './sample-health.ts'
import { fillSampleHistory, SAMPLE_FROM, SAMPLE_SERIES, SAMPLE_TO } from './sample-history.ts'

export interface SampleReportOptions {
  readonly part?: ReportPart
  readonly fromMs?: number
  readonly toMs?: number
  readonly timeZone?: string
}

const DAY_MS = 86_400_000
const PAGE = 5000
const SLO_PERCENT = 99.9

/** A week of a small shop, as a report is made from it: outages, a night without Traylight, and names from hell. */
export async function sampleReport(options: SampleReportOptions = {}): Promise<ReportSource> {
  const store = new MemoryHistoryStore()
  await fillSampleHistory(store)
  const { fromMs = SAMPLE_FROM, toMs = SAMPLE_TO, timeZone = 'Europe/Berlin' } = options
  const range = { fromMs, toMs }
  const series = await store.series()
  const every = { series: null, kinds: ['monitor', 'backend', 'service', 'metric'] } as const
  return {
    request: { ...range, monitors: null, level: 'auto', part: options.part },
    ...{ level: 'ten-minutes', madeAt: toMs + 7 * 3_600_000 + 30 * 60_000, version: '0.1.0' },
    ...{ host: 'shop-eu-1', timeZone, series },
    health: sampleHealth(toMs + 7 * 3_600_000),
    uptime: await uptimeOf(store, series, range),
    summaries: await store.summary({ ...every, ...range }),
    charts: (points, wanted = series) => store.chart({ series: wanted, ...range, points }),
    async *spans() {
      yield await store.spans({ ...every, kinds: ['monitor', 'backend', 'service'], ...range, limit: 1e6 })
    },
    async *rows(wanted: readonly SeriesRef[] = series) {
      let after: string | null = null
      do {
        const page = await store.page({ series: wanted, level: 'ten-minutes', ...range, after, limit: PAGE })
        yield page.rows
        after = page.next
      } while (after !== null)
    },
  }
}

async function uptimeOf(
  store: MemoryHistoryStore,
  series: readonly SeriesInfo[],
  range: { readonly fromMs: number; readonly toMs: number },
): Promise<readonly UptimeRow[]> {
  const found = await store.uptime({
    ...{ series: null, kinds: ['monitor', 'backend', 'service'], windows: [range] },
  })
  return found.flatMap(({ kind, id, windows }) => {
    const info = series.find(one => one.kind === kind && one.id === id)
    const [times] = windows
    if (!info || !times) return []
    const days = Math.round((range.toMs - range.fromMs) / DAY_MS)
    const budgetMs = ((100 - SLO_PERCENT) / 100) * days * DAY_MS
    return {
      ...{ kind, id, name: info.name, category: info.category },
      windows: [{ ...times, ...range }],
      slo: {
        ...{ percent: SLO_PERCENT, days, availability: availability(times), budgetMs },
        leftMs: budgetMs - times.unhealthyMs,
      },
    }
  })
}

export { SAMPLE_FROM, SAMPLE_SERIES, SAMPLE_TO }
