import { z } from 'zod'
import type { HistoryConfig } from '#shared/history-config.ts'
import type { Level } from '../history-store.ts'
import { LEVEL_MS } from '../level-ms.ts'
import type { Coverage } from './read-plan.ts'
import { ROLL_UP_LEVELS, type RollUpLevel } from './tables.ts'

const levelsOf = z.object({
  minute: z.number().default(0),
  'ten-minutes': z.number().default(0),
  hour: z.number().default(0),
  day: z.number().default(0),
})
const progressSchema = z.object({
  until: levelsOf.prefault({}),
  from: levelsOf.extend({ raw: z.number().default(0) }).prefault({}),
})

/** How far the results of a source are rolled up, and from when on each level is kept. In ms, whole rows of the level. */
export interface Progress {
  /** What is older is rolled up; a late result is added to the roll-ups when it is written. */
  readonly until: Readonly<Record<RollUpLevel, number>>
  /** What is older is dropped, or will be soon; nothing reads it. */
  readonly from: Readonly<Record<Level, number>>
}

export const readProgress = (value: unknown): Progress => progressSchema.parse(value ?? {})

/** What can be read; minutes are there for what has results more often, since that is so. */
export function coverages({ until, from }: Progress, minutesSince: number | null): readonly Coverage[] {
  const rollUps = ROLL_UP_LEVELS.filter(level => level !== 'minute' || minutesSince !== null)
  return [
    { level: 'raw', from: from.raw, until: Number.POSITIVE_INFINITY },
    ...rollUps.map(level => ({
      level,
      from: level === 'minute' ? Math.max(from.minute, minutesSince ?? 0) : from[level],
      until: until[level],
    })),
  ]
}

const [HOUR_MS, DAY_MS] = [LEVEL_MS.hour, LEVEL_MS.day]
/** What is dropped ends at whole rows of the next coarser level. */
const GRAIN_MS: Readonly<Record<Level, number>> = {
  raw: LEVEL_MS['ten-minutes'],
  minute: LEVEL_MS['ten-minutes'],
  'ten-minutes': HOUR_MS,
  hour: DAY_MS,
  day: DAY_MS,
}
const down = (at: number, size: number): number => Math.floor(at / size) * size

/** What retention still keeps; only what is in the next coarser roll-ups goes, and nothing comes back. */
export function afterRetention({ until, from }: Progress, now: number, retention: HistoryConfig): Progress {
  const { rawHours, minuteDays, tenMinuteDays, hourDays } = retention
  const kept = (level: Level, ms: number) => down(now - ms, GRAIN_MS[level])
  const bounds: Progress['from'] = {
    raw: Math.min(kept('raw', rawHours * HOUR_MS), until.minute, until['ten-minutes']),
    minute: Math.min(kept('minute', minuteDays * DAY_MS), until['ten-minutes']),
    'ten-minutes': Math.min(kept('ten-minutes', tenMinuteDays * DAY_MS), until.hour),
    hour: Math.min(kept('hour', hourDays * DAY_MS), until.day),
    day: kept('day', hourDays * DAY_MS),
  }
  return { until, from: perLevel(level => Math.max(from[level], bounds[level])) }
}

/** The clock was ahead, and retention with it: from now on, and of what waited an hour, there is something to keep again. */
export function afterSetBack(progress: Progress, now: number): Progress {
  const { until, from } = progress
  if (now >= from.raw) return progress
  return { until, from: perLevel(level => Math.min(from[level], down(now - HOUR_MS, GRAIN_MS[level]))) }
}

const perLevel = (value: (level: Level) => number): Progress['from'] => ({
  raw: value('raw'),
  minute: value('minute'),
  'ten-minutes': value('ten-minutes'),
  hour: value('hour'),
  day: value('day'),
})
