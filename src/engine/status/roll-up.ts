import { type Severity, STATUS_ORDER, type Status } from '#shared/status.ts'
import type { OverallProblem } from '#shared/views.ts'

/** One watched thing, as the roll-up sees it. Muted and paused ones are counted apart and nothing else. */
export interface RollUpItem {
  readonly scope: OverallProblem['scope']
  readonly id: string
  readonly name: string
  /** Where it is listed; null for what stands in none. */
  readonly category: string | null
  readonly status: Status
  readonly severity: Severity
  readonly since: number | null
  readonly message: string
  readonly muted: boolean
  readonly paused: boolean
  /** Something else decides for it, and it counts as well: its services speak for a backend. */
  readonly covered: boolean
}

/** The roll-up of everything watched. */
export interface RollUp {
  readonly status: Status
  readonly problems: readonly OverallProblem[]
  readonly healthyServices: number
  readonly totalServices: number
  /** healthy / total x 100, one decimal; null with nothing counted. */
  readonly healthPercentage: number | null
  readonly mutedCount: number
  /** Muted things that are unhealthy or degraded. */
  readonly mutedProblems: number
  readonly pausedCount: number
}

/**
 * The overall status: unhealthy if a critical monitor (or a sustained critical rule of a metric) is; else degraded if
 * anything is degraded or a minor or merely reported thing is unhealthy; else unknown if nothing is known; else healthy.
 * Source: vocabulary, "Overall".
 */
export function rollUp(items: Iterable<RollUpItem>): RollUp {
  let [healthy, total, muted, mutedProblems, paused] = [0, 0, 0, 0, 0]
  const known = { services: 0, metrics: 0 }
  let status: Status | null = null
  const problems: { readonly effect: Status; readonly problem: OverallProblem }[] = []
  for (const item of items) {
    if (item.paused) {
      paused++
      continue
    }
    if (item.muted) {
      muted++
      if (effectOf(item) !== null) mutedProblems++
      continue
    }
    const isService = item.scope !== 'metric' && item.scope !== 'pushed'
    if (isService) {
      total++
      if (item.status === 'healthy') healthy++
    }
    if (item.status !== 'unknown') known[isService ? 'services' : 'metrics']++
    const effect = effectOf(item)
    if (effect !== null && (status === null || STATUS_ORDER[effect] < STATUS_ORDER[status])) status = effect
    if (effect !== null) problems.push({ effect, problem: problemOf(item) })
  }
  // What turns the light red comes first, then what is worse in itself, then what has lasted longer.
  problems.sort(
    (a, b) =>
      STATUS_ORDER[a.effect] - STATUS_ORDER[b.effect] ||
      STATUS_ORDER[a.problem.status] - STATUS_ORDER[b.problem.status] ||
      (a.problem.since ?? 0) - (b.problem.since ?? 0) ||
      byName(a.problem, b.problem),
  )
  return {
    status: status ?? (isAnythingKnown(total, known) ? 'healthy' : 'unknown'),
    problems: problems.map(({ problem }) => problem),
    healthyServices: healthy,
    totalServices: total,
    healthPercentage: healthPercentage(healthy, total),
    mutedCount: muted,
    mutedProblems,
    pausedCount: paused,
  }
}

/** Where services are watched, what this machine measures of itself says nothing about them. */
function isAnythingKnown(
  total: number,
  known: { readonly services: number; readonly metrics: number },
): boolean {
  return total > 0 ? known.services > 0 : known.metrics > 0
}

function effectOf(item: RollUpItem): 'unhealthy' | 'degraded' | null {
  if (item.covered) return null
  if (item.status === 'degraded') return 'degraded'
  if (item.status !== 'unhealthy') return null
  if (item.scope === 'service') return 'degraded'
  return item.severity === 'critical' ? 'unhealthy' : 'degraded'
}

function problemOf(item: RollUpItem): OverallProblem {
  const { scope, id, name, status, since, message } = item
  return { scope, id, name, status, since, message }
}

const byName = (a: OverallProblem, b: OverallProblem) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)

/** healthy / total x 100 with one decimal; null of none. */
export function healthPercentage(healthy: number, total: number): number | null {
  return total === 0 ? null : Math.round((healthy / total) * 1000) / 10
}

/** How many names the line spells out before it counts the rest. */
const NAMED = 3
/** Fewer where the degraded are counted behind them: their number must not be what a narrow window cuts off. */
const NAMED_BEFORE_DEGRADED = 2

/**
 * The two-second answer in words, without durations: "2 unhealthy: PostgreSQL, Pusher". What is degraded is named only
 * where nothing is unhealthy: "13 unhealthy: Redis, OpenAI and 11 more · 1 degraded".
 */
export function overallLine(roll: RollUp, offline: boolean): string {
  if (offline) return 'No network here: what is not on this machine is unknown'
  const unhealthy = roll.problems.filter(problem => problem.status === 'unhealthy')
  const degraded = roll.problems.filter(problem => problem.status === 'degraded')
  if (unhealthy.length > 0 && degraded.length > 0) {
    return `${unhealthy.length} unhealthy: ${names(unhealthy, NAMED_BEFORE_DEGRADED)} · ${degraded.length} degraded`
  }
  if (unhealthy.length > 0) return `${unhealthy.length} unhealthy: ${names(unhealthy, NAMED)}`
  if (degraded.length > 0) return `${degraded.length} degraded: ${names(degraded, NAMED)}`
  if (roll.totalServices === 0) return 'Watching this machine'
  if (roll.status === 'unknown') return 'Waiting for the first results'
  const unknown = roll.totalServices - roll.healthyServices
  if (unknown > 0) return `${roll.healthyServices} of ${roll.totalServices} healthy, ${unknown} unknown`
  return roll.totalServices === 1 ? '1 service, healthy' : `All ${roll.totalServices} healthy`
}

function names(problems: readonly OverallProblem[], most: number): string {
  const shown = problems.slice(0, most).map(problem => problem.name)
  const rest = problems.length - shown.length
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ')
}
