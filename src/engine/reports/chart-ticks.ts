import type { LocalTime } from './local-time.ts'

export interface Tick {
  readonly at: number
  readonly label: string
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const HOURS = [1, 2, 3, 6, 12] as const
const DAYS = [1, 2, 3, 7, 14, 28, 56, 91, 182, 365, 730] as const

/** Moments for the axis of a chart, at most `most` of them: whole hours or days of the report's time zone. */
export function timeTicks(fromMs: number, toMs: number, local: LocalTime, most = 7): readonly Tick[] {
  const span = toMs - fromMs
  const hours = HOURS.find(step => span / (step * HOUR_MS) <= most)
  if (hours !== undefined) {
    return starting(fromMs, toMs, local, hours * HOUR_MS).map(at => ({ at, label: local.clock(at) }))
  }
  const days = DAYS.find(step => span / (step * DAY_MS) <= most) ?? 1460
  return starting(fromMs, toMs, local, days * DAY_MS).map(at => ({ at, label: local.day(at, toMs) }))
}

/** Steps of wall-clock time: a day in which clocks are set has 23 or 25 hours, and its midnight is midnight. */
function starting(fromMs: number, toMs: number, local: LocalTime, stepMs: number): readonly number[] {
  const firstWall = local.wallMs(local.startOfDay(fromMs))
  const found: number[] = []
  for (let wall = firstWall; found.length < 100; wall += stepMs) {
    const guess = wall - local.offsetAt(wall)
    const at = wall - local.offsetAt(guess)
    if (at >= toMs) break
    if (at >= fromMs) found.push(at)
  }
  return found
}

/** The end of a value axis and its step: round numbers, two to five steps. */
export function valueScale(max: number): { readonly max: number; readonly step: number } {
  if (!(max > 0)) return { max: 1, step: 0.5 }
  const power = 10 ** Math.floor(Math.log10(max / 2))
  const step = [1, 2, 2.5, 5, 10].map(by => by * power).find(one => max / one <= 3.2) ?? max
  return { max: Math.ceil(max / step - 1e-9) * step, step }
}
