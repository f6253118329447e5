import type { Trend } from '#shared/history.ts'

const DAY_MS = 86_400_000
/** What is further away than this nobody acts on today. Days. */
const FURTHEST_DAYS = 365

/** When what a metric measures will be full, in words; empty where nothing was said of it, or it is far away. */
export function trendNote(trend: Trend | undefined, now: number): string {
  if (trend === undefined || trend.fullAt === null) return ''
  const days = (trend.fullAt - now) / DAY_MS
  if (days > FURTHEST_DAYS) return ''
  if (days < 1) return 'full within a day, if it goes on'
  const whole = Math.round(days)
  return `full in ${whole} ${whole === 1 ? 'day' : 'days'}, if it goes on`
}
