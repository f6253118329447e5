import { errorBudget } from '#shared/error-budget.ts'
import type { SeriesInfo, SeriesRef, UptimeRow } from '#shared/history.ts'
import type { SeriesTimes, UptimeQuery } from './history-store.ts'
import { seriesKey } from './series-key.ts'

const DAY_MS = 86_400_000

export interface UptimeRowsOptions {
  readonly now: number
  /** The windows of the table: so many days up to now. */
  readonly days: readonly number[]
  /** Over which the availability that is aimed at is reckoned. */
  readonly sloDays: number
  /** What is aimed at, in percent. */
  readonly sloOf: (ref: SeriesRef) => number
}

/** The windows to ask a store for: those of the table, and that of the error budget. */
export function uptimeWindows({ now, days, sloDays }: UptimeRowsOptions): UptimeQuery['windows'] {
  return [...days, sloDays].map(count => ({ fromMs: now - count * DAY_MS, toMs: now }))
}

/** The uptime table, by what a store answered for `uptimeWindows`. What nothing is known of any more is left out. */
export function uptimeRows(
  found: readonly SeriesTimes[],
  series: readonly SeriesInfo[],
  options: UptimeRowsOptions,
): UptimeRow[] {
  const infos = new Map(series.map(info => [seriesKey(info), info]))
  const ranges = uptimeWindows(options)
  return found.flatMap(({ kind, id, windows }) => {
    const info = infos.get(seriesKey({ kind, id }))
    const inSlo = windows.at(-1)
    if (info === undefined || inSlo === undefined) return []
    const objective = { percent: options.sloOf({ kind, id }), days: options.sloDays }
    return [
      {
        ...{ kind, id, name: info.name, category: info.category },
        windows: options.days.flatMap((_, index) => {
          const [times, range] = [windows[index], ranges[index]]
          return times === undefined || range === undefined ? [] : [{ ...times, ...range }]
        }),
        slo: errorBudget(objective, inSlo),
      },
    ]
  })
}
