import type { OverallProblem } from '#shared/views.ts'
import type { Route } from './route.ts'

/** Where a problem is shown in full. Metrics are on the Overview. */
export function problemRoute(problem: Pick<OverallProblem, 'scope' | 'id'>): Route {
  return problem.scope === 'metric' ? { page: 'overview' } : { page: problem.scope, id: problem.id }
}
