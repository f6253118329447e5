import type { SeriesInfo, Trend } from '#shared/history.ts'
import type { Clock } from '../clock.ts'
import type { HistoryStore } from './history-store.ts'
import { TREND_WINDOW_MS, trendOf } from './trend.ts'

/** A trend of days does not change within minutes. */
const FRESH_MS = 5 * 60_000
/** Of the window's time, in steps of ten minutes. */
const POINTS = TREND_WINDOW_MS / 600_000

/** Where disks and memory of this machine are going; reckoned when it is asked for, at most every few minutes. */
export class TrendBoard {
  readonly #clock: Clock
  readonly #store: () => HistoryStore
  #latest: {
    readonly at: number
    readonly store: HistoryStore
    readonly trends: Promise<readonly Trend[]>
  } | null = null

  constructor(clock: Clock, store: () => HistoryStore) {
    this.#clock = clock
    this.#store = store
  }

  /**
   * Those that can be said.
   *
   * @throws HistoryFailure where the store cannot answer now
   */
  async trends(): Promise<readonly Trend[]> {
    const store = this.#store()
    const at = this.#clock.monotonic()
    const latest = this.#latest
    if (latest !== null && latest.store === store && at - latest.at < FRESH_MS) return latest.trends
    const trends = this.#reckon(store)
    const next = { at, store, trends }
    this.#latest = next
    trends.catch(() => {
      // What failed is asked anew the next time.
      if (this.#latest === next) this.#latest = null
    })
    return trends
  }

  async #reckon(store: HistoryStore): Promise<readonly Trend[]> {
    const now = this.#clock.now()
    const fromMs = now - TREND_WINDOW_MS
    const shares = (await store.series()).filter(info => kindOf(info) !== null && info.lastAt > fromMs)
    const charts = await store.chart({
      series: shares.map(({ kind, id }) => ({ kind, id })),
      ...{ fromMs, toMs: now, points: POINTS },
    })
    return charts.flatMap(chart => {
      const kind = kindOf(chart)
      const points = chart.points.flatMap(({ at, average }) =>
        average === null ? [] : [{ at, value: average }],
      )
      return kind === null ? [] : (trendOf(chart.id, kind, points, now) ?? [])
    })
  }
}

/** Shares of something that can be full: filesystems, and memory. */
function kindOf({ kind, id, unit }: SeriesInfo): 'disk' | 'memory' | null {
  if (kind !== 'metric' || unit !== '%') return null
  if (id.startsWith('disk:')) return 'disk'
  return id === 'memory' ? 'memory' : null
}
