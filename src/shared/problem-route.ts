import type { OverallProblem } from '#shared/views.ts'
import { backendOfMetric } from './application-metric-id.ts'
import type { Route } from './route.ts'

/** Where a problem is shown in full. A metric of this machine is in its tile on the Overview, another with its backend; a pushed alert among the alerts. */
export function problemRoute(problem: Pick<OverallProblem, 'scope' | 'id'>): Route {
  if (problem.scope === 'pushed') return { page: 'alerts' }
  if (problem.scope !== 'metric') return { page: problem.scope, id: problem.id }
  const backendId = backendOfMetric(problem.id)
  return backendId === null ? { page: 'overview', metric: problem.id } : { page: 'backend', id: backendId }
}
