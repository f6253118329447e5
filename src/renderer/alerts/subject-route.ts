import type { AlertSubjectRef } from '#shared/incidents.ts'
import { problemRoute } from '#shared/problem-route.ts'
import type { Route } from '#shared/route.ts'
import type { EngineState } from '../connection/live-state.ts'
import { findItem, itemKey, type ListItem } from '../lists/list-item.ts'

/** The row of what an incident is about; undefined for metrics, pushed alerts, and what is no longer watched. */
export function itemOf(state: EngineState, { type, id }: AlertSubjectRef): ListItem | undefined {
  return type === 'metric' || type === 'pushed' ? undefined : findItem(state, itemKey(type, id))
}

/** Where what an incident is about is shown; null for a pushed alert, which is shown nowhere else, and for what is gone. */
export function subjectRoute(state: EngineState, subject: AlertSubjectRef): Route | null {
  const { type, id } = subject
  if (type === 'pushed') return null
  if (type === 'metric') return state.metrics.has(id) ? problemRoute({ scope: 'metric', id }) : null
  return itemOf(state, subject) === undefined ? null : { page: type, id }
}
