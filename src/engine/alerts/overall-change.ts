import { formatDuration } from '#shared/format-duration.ts'
import { problemRoute } from '#shared/problem-route.ts'
import { STATUS_ORDER, type Status } from '#shared/status.ts'
import type { OverallProblem, OverallView } from '#shared/views.ts'
import type { Notification } from '../notify/notification.ts'
import { problemWords } from '../status/problem-words.ts'
import { timeOfDay } from '../time-of-day.ts'

/** What people have been told of: the overall status, and the problems behind it by scope and id. */
export interface Told {
  readonly status: 'healthy' | 'degraded' | 'unhealthy'
  readonly problems: ReadonlyMap<string, OverallProblem>
}

export const NOTHING_TOLD: Told = { status: 'healthy', problems: new Map() }

/** What has become of a problem that is not in the overall status any more. */
export interface Fate {
  /** It was checked and found well; otherwise it is muted, paused, deleted or not known. */
  readonly hasRecovered: boolean
  /** Whether it may still come back as the same problem: what is only unknown for now. */
  readonly isPending: boolean
}

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
 * unhealthy, and that it recovered. What was muted, paused or deleted has not recovered, and what is unknown (no
 * network here, just started) is neither. Moments in ms since the epoch.
 */
export function overallChange(
  told: Told,
  overall: OverallView,
  fateOf: (problem: OverallProblem) => Fate,
  now: number,
): OverallChange {
  const { status } = overall
  if (status === 'unknown') return { told, notification: null }
  const current = new Map(overall.problems.map(problem => [keyOf(problem), problem]))
  const gone = [...told.problems].filter(([key]) => !current.has(key))
  const pending = gone.filter(([, problem]) => fateOf(problem).isPending)
  const recovered = gone.map(([, problem]) => problem).filter(problem => fateOf(problem).hasRecovered)
  const fresh = overall.problems.filter(problem => isWorse(problem, told.problems.get(keyOf(problem))))
  const next: Told = { status, problems: new Map([...pending, ...known(told, current)]) }
  const isWorseNow = STATUS_ORDER[status] < STATUS_ORDER[told.status]
  const alsoUnhealthy = status === 'unhealthy' && fresh.some(problem => problem.status === 'unhealthy')
  if (isWorseNow || alsoUnhealthy) {
    const about = fresh.length > 0 ? fresh : overall.problems
    return {
      told: { status, problems: new Map([...pending, ...current]) },
      notification: worse(about, status, now),
    }
  }
  const isBetter = STATUS_ORDER[status] > STATUS_ORDER[told.status]
  return {
    told: next,
    notification: isBetter && recovered.length > 0 ? better(recovered, overall, now) : null,
  }
}

const keyOf = ({ scope, id }: OverallProblem): string => `${scope}:${id}`

/** A problem that was not told of, or only as a lesser one. */
function isWorse(problem: OverallProblem, before: OverallProblem | undefined): boolean {
  return before === undefined || STATUS_ORDER[problem.status] < STATUS_ORDER[before.status]
}

/** The problems that were told of and are still there, as they are now. */
function known(told: Told, current: ReadonlyMap<string, OverallProblem>): [string, OverallProblem][] {
  return [...current].filter(([key]) => told.problems.has(key))
}

function worse(problems: readonly OverallProblem[], status: Told['status'], now: number): Notification {
  return {
    title: worseTitle(problems, status),
    body: worseBody(problems, now),
    urgency: status === 'unhealthy' ? 'critical' : 'normal',
    icon: status,
    route: routeOf(problems),
  }
}

function worseTitle(problems: readonly OverallProblem[], status: Status): string {
  const [first] = problems
  if (first === undefined) return `Traylight: ${status}`
  if (problems.length === 1) return `${first.name} is ${first.status}`
  const words = new Set(problems.map(problem => problem.status))
  return `${problems.length} ${words.size === 1 ? first.status : 'unhealthy or degraded'}: ${names(problems)}`
}

/** The reason, and since when; of several a line each, and since when the first. */
function worseBody(problems: readonly OverallProblem[], now: number): string {
  const [first] = problems
  const began = problems.map(({ since }) => since ?? now).reduce((a, b) => Math.min(a, b), now)
  const since = `Since ${timeOfDay(began, now)}.`
  if (first && problems.length === 1) return `${first.message}\n${since}`
  const lines = problems.slice(0, REASONS).map(problemWords)
  const more = problems.length - lines.length
  return [...lines, ...(more > 0 ? [`and ${more} more`] : []), since].join('\n')
}

function better(recovered: readonly OverallProblem[], overall: OverallView, now: number): Notification {
  const [first] = recovered
  const lasted = (problem: OverallProblem) => formatDuration(now - (problem.since ?? now))
  const lines = recovered
    .slice(0, REASONS)
    .map(problem => `${problem.name} was ${problem.status} for ${lasted(problem)}.`)
  const title =
    recovered.length === 1 && first ? `${first.name} is healthy again` : `Healthy again: ${names(recovered)}`
  return {
    title,
    body: [...lines, overall.line].join('\n'),
    urgency: 'low',
    icon: overall.status,
    route: routeOf(recovered),
  }
}

function names(problems: readonly OverallProblem[]): string {
  const shown = problems.slice(0, NAMED).map(problem => problem.name)
  const more = problems.length - shown.length
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ')
}

function routeOf(problems: readonly OverallProblem[]): Notification['route'] {
  const [first] = problems
  return first && problems.length === 1 ? problemRoute(first) : { page: 'overview' }
}
