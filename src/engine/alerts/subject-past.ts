import type { HistoryPoint, StatusSpan } from '#shared/history.ts'
import type { AlertSubject } from './alert-subject.ts'

/** What the history knows of one thing, oldest first. */
export interface SubjectPast {
  /** Of its status; none of a metric. */
  readonly spans: readonly StatusSpan[]
  /** Of its response times or values; empty where they were not asked for. */
  readonly points: readonly HistoryPoint[]
  /** How long a point holds where no other follows it, in ms. */
  readonly pointMs: number
}

/** How a thing was from a moment on; null where it was not watched, or did not count. */
export interface PastState {
  readonly at: number
  readonly subject: AlertSubject | null
}

interface Known {
  readonly status?: Pick<StatusSpan, 'status' | 'message'> | null
  readonly value?: number | null | undefined
}

/**
 * A subject as it was, one state for each moment at which something of it changed. Name, tags, category and thresholds are
 * as they are now. Time in which it was muted, in maintenance or paused is passed over.
 */
export function pastStates(subject: AlertSubject, past: SubjectPast): readonly PastState[] {
  const isMetric = subject.type === 'metric'
  const changes = [...(isMetric ? [] : spanChanges(past.spans)), ...pointChanges(past)]
  changes.sort((a, b) => a.at - b.at)
  const states: PastState[] = []
  let status: Known['status'] = null
  /** Undefined where nothing was measured, null where it had no value. */
  let value: number | null | undefined
  for (const [index, { at, known }] of changes.entries()) {
    if (known.status !== undefined) status = known.status
    if ('value' in known) value = known.value
    if (changes[index + 1]?.at === at) continue
    states.push({ at, subject: isMetric ? metricAs(subject, value) : checkedAs(subject, status, value) })
  }
  return states
}

function metricAs(subject: AlertSubject, value: number | null | undefined): AlertSubject | null {
  return value === undefined ? null : { ...subject, value }
}

function checkedAs(
  subject: AlertSubject,
  known: Known['status'],
  responseTimeMs: number | null = null,
): AlertSubject | null {
  return known ? { ...subject, ...{ status: known.status, message: known.message, responseTimeMs } } : null
}

type Change = { readonly at: number; readonly known: Known }

function spanChanges(spans: readonly StatusSpan[]): readonly Change[] {
  return spans.flatMap(({ fromMs, toMs, status, message, excuse }, index) => {
    const begin = { at: fromMs, known: { status: excuse === null ? { status, message } : null } }
    const isFollowed = spans[index + 1]?.fromMs === toMs
    return toMs === null || isFollowed ? [begin] : [begin, { at: toMs, known: { status: null } }]
  })
}

function pointChanges({ points, pointMs }: SubjectPast): readonly Change[] {
  return points.flatMap(({ at, average }, index) => {
    const begin = { at, known: { value: average } }
    const isFollowed = (points[index + 1]?.at ?? Number.POSITIVE_INFINITY) <= at + pointMs
    return isFollowed ? [begin] : [begin, { at: at + pointMs, known: { value: undefined } }]
  })
}
