import type { Unseen } from '#shared/incidents.ts'
import { timeOfDay } from '../time-of-day.ts'
import type { SurfacedCount } from './alert-store.ts'

/** What happened since a person last looked, in one line; null where nothing did. Moments in ms since the epoch. */
export function unseenView({ count, open, gone }: SurfacedCount, since: number, now: number): Unseen | null {
  if (count === 0) return null
  const all = count === 1 ? '' : 'all '
  const over = gone > 0 ? `${all}over` : `${all}recovered`
  const how = open === 0 ? over : `${open === count ? all : `${open} `}still open`
  const incidents = `${count} ${count === 1 ? 'incident' : 'incidents'}`
  return { count, since, open, line: `${incidents} since ${timeOfDay(since, now)}, ${how}` }
}
