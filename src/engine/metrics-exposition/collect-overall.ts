import { statusSchema } from '#shared/status.ts'
import type { OverallProblem } from '#shared/views.ts'
import type { StatusBook } from '../status/status-book.ts'
import { type Family, type FamilySample, gauge, known, stateSet } from './family.ts'

const SCOPES: readonly OverallProblem['scope'][] = ['monitor', 'backend', 'service', 'metric']

/** What is true of the whole: its status, what is wrong, and what is left out of it. */
export function* overallFamilies({ overall }: StatusBook): Iterable<Family> {
  const one = (value: number): readonly FamilySample[] => [{ labels: {}, value }]
  yield gauge(
    'traylight_status',
    'The overall status: 1 for the one that holds, 0 for the others.',
    stateSet({}, statusSchema.options, overall.status),
  )
  yield gauge(
    'traylight_status_since_timestamp_seconds',
    'Since when the overall status holds, in seconds since the epoch.',
    one(overall.since / 1000),
  )
  yield gauge(
    'traylight_watched',
    'Monitors, backends and reported services that count towards the overall status.',
    one(overall.totalServices),
  )
  yield gauge('traylight_watched_healthy', 'How many of them are healthy.', one(overall.healthyServices))
  yield gauge(
    'traylight_health_ratio',
    'Share of them that is healthy, 0 to 1; absent where nothing counts.',
    known({}, overall.healthPercentage === null ? null : overall.healthPercentage / 100),
  )
  yield gauge('traylight_problems', 'What is wrong, by what it is and how bad it is.', problemCounts(overall))
  yield gauge(
    'traylight_problem',
    'One thing that is wrong; 1 while it is.',
    overall.problems.map(problem => ({ labels: problemLabels(problem), value: 1 })),
  )
  yield gauge(
    'traylight_problem_since_timestamp_seconds',
    'Since when it is wrong, in seconds since the epoch.',
    overall.problems.flatMap(problem =>
      known(problemLabels(problem), problem.since === null ? null : problem.since / 1000),
    ),
  )
  yield gauge('traylight_muted', 'What is muted: checked, and not counted.', one(overall.mutedCount))
  yield gauge(
    'traylight_muted_problems',
    'What is muted and is unhealthy or degraded.',
    one(overall.mutedProblems),
  )
  yield gauge('traylight_paused', 'Monitors and backends that are paused.', one(overall.pausedCount))
  yield gauge(
    'traylight_offline',
    '1 while this machine has no network, so that what is beyond it is unknown.',
    one(Number(overall.offline)),
  )
}

function problemLabels({ scope, id, name, status }: OverallProblem) {
  return { scope, id, name, status }
}

function problemCounts({ problems }: StatusBook['overall']): readonly FamilySample[] {
  return SCOPES.flatMap(scope =>
    (['unhealthy', 'degraded', 'unknown'] as const).map(status => ({
      labels: { scope, status },
      value: problems.filter(problem => problem.scope === scope && problem.status === status).length,
    })),
  )
}
