import type { AlertSubjectRef } from '#shared/incidents.ts'
import { problemRoute } from '#shared/problem-route.ts'
import type { Route } from '#shared/route.ts'
import { choiceQuery, NOTHING_CHOSEN } from '../history/history-choice.ts'

/** How much is shown before and after a firing, ms. */
const AROUND_MS = 3_600_000

/** Where what an alert is about is shown. */
export function subjectRoute({ type, id }: AlertSubjectRef): Route {
  return problemRoute({ scope: type, id })
}

/** Where the time around a firing is shown: the history of what fired, or of a pushed alert the Alerts. */
export function firingRoute(
  { type, id }: AlertSubjectRef,
  fromMs: number,
  toMs: number | null,
  now: number,
): Route {
  if (type === 'pushed') return { page: 'alerts' }
  const until = Math.min(now, (toMs ?? now) + AROUND_MS)
  const range = { ends: 'then', fromMs: fromMs - AROUND_MS, toMs: until } as const
  return { page: 'history', query: choiceQuery({ ...NOTHING_CHOSEN, series: [{ kind: type, id }], range }) }
}
