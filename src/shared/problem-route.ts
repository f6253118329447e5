import type { OverallProblem } from '#shared/views.ts'
import type { Route } from './route.ts'

/** Where a problem is shown in full. A metric is in its tile on the Overview. */
export function problemRoute(problem: Pick<OverallProblem, 'scope' | 'id'>): Route {
  return problem.scope === 'metric'
    ? { page: 'overview', metric: problem.id }
    : { page: problem.scope, id: problem.id }
}
