import type { SeriesInfo } from '#shared/history.ts'
import type { HistoryConfig } from '#shared/history-config.ts'
import type { ReportLevel } from '#shared/reports.ts'
import type { Level } from '../history/history-store.ts'
import { LEVEL_MS } from '../history/level-ms.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** The finest that a range of this length is shown in. */
const LONGEST: readonly (readonly [Level, number])[] = [
  ['raw', 3 * HOUR_MS],
  ['minute', 2 * DAY_MS],
  ['ten-minutes', 15 * DAY_MS],
  ['hour', 130 * DAY_MS],
  ['day', Number.POSITIVE_INFINITY],
]

/** What a range of time suggests, as far as it is still kept as finely; or what was asked for. */
export function chooseLevel(
  asked: ReportLevel,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  now: number,
  retention: HistoryConfig,
): Level {
  if (asked !== 'auto') return asked
  const levels = LONGEST.filter(([, longest]) => toMs - fromMs <= longest).map(([level]) => level)
  return levels.find(level => now - fromMs <= keptMs(level, retention)) ?? 'day'
}

/** How long rows of a level are kept, in ms. */
function keptMs(level: Level, { rawHours, minuteDays, tenMinuteDays, hourDays }: HistoryConfig): number {
  switch (level) {
    case 'raw':
      return rawHours * HOUR_MS
    case 'minute':
      return minuteDays * DAY_MS
    case 'ten-minutes':
      return tenMinuteDays * DAY_MS
    default:
      return hourDays * DAY_MS
  }
}

/**
 * The level of one series: what has a result a minute or less is not rolled up by the minute, so that its single results
 * stand there while they are kept, and after that ten minutes.
 */
export function levelOfSeries(
  level: Level,
  { intervalMs }: Pick<SeriesInfo, 'intervalMs'>,
  fromMs: number,
  now: number,
  retention: HistoryConfig,
): Level {
  if (level !== 'minute' || intervalMs < MINUTE_MS) return level
  return now - fromMs <= keptMs('raw', retention) ? 'raw' : 'ten-minutes'
}

/** About how many rows a series has in a range: as many as it has results, or as rows fit into its part of the range. */
export function estimatedRows(
  level: Level,
  results: number,
  series: Pick<SeriesInfo, 'firstAt' | 'lastAt'>,
  range: { readonly fromMs: number; readonly toMs: number },
): number {
  const rowMs = LEVEL_MS[level]
  if (rowMs === 0) return results
  const from = Math.max(series.firstAt, range.fromMs)
  const to = Math.min(series.lastAt + 1, range.toMs)
  return Math.min(results, Math.max(0, Math.floor((to - 1) / rowMs) - Math.floor(from / rowMs) + 1))
}
