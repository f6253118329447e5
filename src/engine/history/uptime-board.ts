import { availability, type SeriesRef } from '#shared/history.ts'
import type { HistoryStore } from './history-store.ts'
import { seriesKey } from './series-key.ts'

/** Availability over the last day, week and month, in percent with two decimals; null where nothing is known. */
export interface Uptime {
  readonly uptime24h: number | null
  readonly uptime7d: number | null
  readonly uptime30d: number | null
}

const DAY_MS = 86_400_000
const WINDOWS_MS = [DAY_MS, 7 * DAY_MS, 30 * DAY_MS] as const

/** What is shown of availability beside each row, as it was when the store was last asked. */
export class UptimeBoard {
  #byKey: ReadonlyMap<string, Uptime> = new Map()

  of(ref: SeriesRef): Uptime | null {
    return this.#byKey.get(seriesKey(ref)) ?? null
  }

  /** Asks the store anew; answers with what shows another figure than before. */
  async refresh(store: HistoryStore, now: number): Promise<readonly SeriesRef[]> {
    const windows = WINDOWS_MS.map(ms => ({ fromMs: now - ms, toMs: now }))
    const found = await store.uptime({ series: null, kinds: ['monitor', 'backend', 'service'], windows })
    const next = new Map<string, Uptime>()
    const changed: SeriesRef[] = []
    for (const { kind, id, windows: times } of found) {
      const [uptime24h = null, uptime7d = null, uptime30d = null] = times.map(window =>
        rounded(availability(window)),
      )
      const ref = { kind, id }
      const before = this.of(ref)
      if (before?.uptime24h !== uptime24h || before.uptime7d !== uptime7d || before.uptime30d !== uptime30d) {
        changed.push(ref)
      }
      next.set(seriesKey(ref), { uptime24h, uptime7d, uptime30d })
    }
    this.#byKey = next
    return changed
  }
}

/** Down, so that 100 % is said only of what never failed. */
const rounded = (percent: number | null): number | null =>
  percent === null ? null : Math.floor(percent * 100 + 1e-9) / 100
