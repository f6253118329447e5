import { formatDuration } from '#shared/format-duration.ts'
import { problemRoute } from '#shared/problem-route.ts'
import { STATUS_ORDER, worseStatus } from '#shared/status.ts'
import type { OverallProblem, OverallView } from '#shared/views.ts'
import type { Notification } from '../notify/notification.ts'
import { problemReasons } from '../status/problem-reasons.ts'
import { timeOfDay } from '../time-of-day.ts'

type Bad = OverallProblem['status']

/** A problem from when it was first seen. `problem` is its latest state. */
export interface OpenProblem {
  readonly problem: OverallProblem
  readonly since: number
  readonly worst: Bad
  /** With which status people were told of it; null where they were not. */
  readonly toldAs: Bad | null
}

/** A problem that is over, and from when to when it was one. */
export interface PastProblem {
  readonly problem: OverallProblem
  readonly since: number
  readonly until: number
  readonly worst: Bad
}

/** What people have been told of: the overall status, what is still open, and what has recovered untold. */
export interface Told {
  readonly status: 'healthy' | 'degraded' | 'unhealthy'
  /** By scope and id. */
  readonly open: ReadonlyMap<string, OpenProblem>
  readonly recovered: readonly PastProblem[]
}

export const NOTHING_TOLD: Told = { status: 'healthy', open: new Map(), recovered: [] }

/** What has become of a problem that is not in the overall status any more. */
export type Fate =
  /** It was checked and found well, since then (ms since the epoch). */
  | { readonly is: 'recovered'; readonly since: number }
  /** It may still come back as the same problem: what is only unknown for now. */
  | { readonly is: 'pending' }
  /** Muted, paused or deleted: over without a recovery. */
  | { readonly is: 'gone' }

export interface OverallChange {
  readonly told: Told
  /** What to tell of it; null where there is nothing worth telling. */
  readonly notification: Notification | null
}

/** Names a title spells out before it counts. */
const NAMED = 3
/** Reasons in a body, a line each. */
const REASONS = 3

/**
 * What is worth telling about the overall status: that it got worse, that something else became unhealthy while it is
 * unhealthy, and that it got better because something recovered. A notification takes the place of the one before, so it
 * says all that is still wrong, what is new first. Moments in ms since the epoch.
 */
export function overallChange(
  told: Told,
  overall: OverallView,
  fateOf: (problem: OverallProblem) => Fate,
  now: number,
): OverallChange {
  const { status } = overall
  if (status === 'unknown') return { told, notification: null }
  const { open, recovered } = follow(told, overall.problems, fateOf, now)
  const present = overall.problems.flatMap(problem => open.get(keyOf(problem)) ?? [])
  const fresh = present.filter(isFresh)
  const isWorse = STATUS_ORDER[status] < STATUS_ORDER[told.status]
  const isAlsoUnhealthy =
    status === 'unhealthy' && fresh.some(({ problem }) => problem.status === 'unhealthy')
  if (isWorse || isAlsoUnhealthy) {
    const about = [...fresh, ...present.filter(one => !isFresh(one))].filter(
      ({ problem }) => problem.status === status || status === 'degraded',
    )
    return { told: { status, open: asTold(open), recovered }, notification: worse(about, status, now) }
  }
  if (STATUS_ORDER[status] <= STATUS_ORDER[told.status]) {
    return { told: { status: told.status, open, recovered }, notification: null }
  }
  // What is only unknown for now may still be told of as recovered, so the status is not taken for healthy yet.
  const settled = status === 'healthy' && open.size > 0 ? told.status : status
  if (recovered.length === 0) return { told: { status: settled, open, recovered }, notification: null }
  return {
    told: { status: settled, open: asTold(open), recovered: [] },
    notification: better(recovered, overall),
  }
}

const keyOf = ({ scope, id }: OverallProblem): string => `${scope}:${id}`

/** Brings what is open in line with the problems there are now, and remembers what has recovered. */
function follow(
  told: Told,
  problems: readonly OverallProblem[],
  fateOf: (problem: OverallProblem) => Fate,
  now: number,
): Pick<Told, 'open' | 'recovered'> {
  const open = new Map<string, OpenProblem>()
  for (const problem of problems) {
    const before = told.open.get(keyOf(problem))
    open.set(keyOf(problem), {
      problem,
      since: before?.since ?? problem.since ?? now,
      worst: before ? worseStatus(before.worst, problem.status) : problem.status,
      toldAs: before?.toldAs ?? null,
    })
  }
  const recovered = told.recovered.filter(({ problem }) => !open.has(keyOf(problem)))
  for (const [key, { problem, since, worst, toldAs }] of told.open) {
    if (open.has(key)) continue
    const fate = fateOf(problem)
    if (fate.is === 'pending') open.set(key, { problem, since, worst, toldAs })
    if (fate.is === 'recovered') recovered.push({ problem, since, worst, until: Math.max(since, fate.since) })
  }
  return { open, recovered }
}

/** A problem that was not told of, or only as a lesser one. */
function isFresh({ problem, toldAs }: OpenProblem): boolean {
  return toldAs === null || STATUS_ORDER[problem.status] < STATUS_ORDER[toldAs]
}

function asTold(open: Told['open']): Told['open'] {
  return new Map([...open].map(([key, one]) => [key, { ...one, toldAs: one.problem.status }]))
}

function worse(about: readonly OpenProblem[], status: Told['status'], now: number): Notification {
  return {
    title: worseTitle(about, status),
    body: worseBody(about, now),
    urgency: status === 'unhealthy' ? 'critical' : 'normal',
    icon: status,
    route: routeOf(about),
  }
}

function worseTitle(about: readonly OpenProblem[], status: Told['status']): string {
  const [first] = about
  if (first && about.length === 1) return `${first.problem.name} is ${first.problem.status}`
  return `${about.length} ${status}: ${names(about)}`
}

/** The reason, and since when; of several a line each, and since when the first. */
function worseBody(about: readonly OpenProblem[], now: number): string {
  const [first] = about
  const began = about.reduce((earliest, { since }) => Math.min(earliest, since), now)
  const since = `Since ${timeOfDay(began, now)}.`
  if (first && about.length === 1) return `${first.problem.message}\n${since}`
  const reasons = problemReasons(about.map(({ problem }) => problem))
  const more = reasons.length - REASONS
  return [...reasons.slice(0, REASONS), ...(more > 0 ? [`and ${more} more`] : []), since].join('\n')
}

function better(recovered: readonly PastProblem[], overall: OverallView): Notification {
  const [first] = recovered
  const lines = recovered.slice(0, REASONS).map(({ problem, worst, since, until }) => {
    const lasted = formatDuration(until - since)
    return `${problem.name} was ${problem.scope === 'metric' ? 'critical' : worst} for ${lasted}.`
  })
  return {
    title: first && recovered.length === 1 ? betterTitle(first) : `Healthy again: ${names(recovered)}`,
    body: [...lines, overall.line].join('\n'),
    urgency: 'low',
    icon: overall.status,
    route: routeOf(recovered),
  }
}

/** A metric that is not critical any more may still be over its warning threshold. */
function betterTitle({ problem }: PastProblem): string {
  return problem.scope === 'metric'
    ? `${problem.name} is not critical any more`
    : `${problem.name} is healthy again`
}

function names(about: readonly { readonly problem: OverallProblem }[]): string {
  const shown = about.slice(0, NAMED).map(({ problem }) => problem.name)
  const more = about.length - shown.length
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ')
}

function routeOf(about: readonly { readonly problem: OverallProblem }[]): Notification['route'] {
  const [first] = about
  return first && about.length === 1 ? problemRoute(first.problem) : { page: 'overview' }
}
