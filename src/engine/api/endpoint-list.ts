import { BUILT_IN_CATEGORIES, categoryTitle } from '#shared/category.ts'
import { METRICS_PATH } from '#shared/config.ts'
import type { Status } from '#shared/status.ts'
import { wireStatus } from './health-documents.ts'
import {
  BACKEND_PATH,
  backendPath,
  CATEGORY_PATH,
  categoryPath,
  HEALTH_OPERATIONS,
  OPENAPI_PATH,
  SERVICE_PATH,
  servicePath,
} from './health-operations.ts'
import type { HealthSnapshot } from './health-services.ts'
import type { EndpointList } from './health-shapes.ts'

type Endpoint = EndpointList['endpoints'][number]

/** What is answered at the paths that do not stand among the health operations. */
export const METRICS_ANSWERS = 'The metrics of this machine and of Traylight, for Prometheus.'
export const OPENAPI_ANSWERS = 'The OpenAPI document of all endpoints.'

export interface EndpointListOptions {
  /** Whether names may be told: else only the endpoints that every Traylight has. */
  readonly isNamed: boolean
  readonly hasMetrics: boolean
}

/** Every endpoint there is now, with what it answers and its status. */
export function endpointList(
  snapshot: HealthSnapshot,
  { isNamed, hasMetrics }: EndpointListOptions,
): EndpointList {
  const fixed = HEALTH_OPERATIONS.filter(({ path }) => !path.includes('{')).map(
    ({ path, answers, question, schema }): Endpoint => {
      const status = question?.about === 'category' ? snapshot.statusOf(question.category) : snapshot.overall
      const isOfSelf = schema === 'SelfResponse'
      return {
        ...{ path, operation: path, answers },
        status: isOfSelf ? 'healthy' : question === null ? null : wireStatus(status),
      }
    },
  )
  const more: Endpoint[] = [
    { path: OPENAPI_PATH, operation: OPENAPI_PATH, answers: OPENAPI_ANSWERS, status: null },
    ...(hasMetrics
      ? [{ path: METRICS_PATH, operation: METRICS_PATH, answers: METRICS_ANSWERS, status: null }]
      : []),
  ]
  const endpoints = [...fixed, ...more, ...(isNamed ? namedEndpoints(snapshot) : [])]
  return { timestamp: new Date(snapshot.at).toISOString(), total: endpoints.length, endpoints }
}

function namedEndpoints({ services, byCategory, statusOf }: HealthSnapshot): readonly Endpoint[] {
  const endpoint = (path: string, operation: string, answers: string, status: Status): Endpoint => ({
    ...{ path, operation, answers, status: wireStatus(status) },
  })
  const categories = [...new Set([...BUILT_IN_CATEGORIES, ...byCategory.keys()])].filter(category =>
    byCategory.has(category),
  )
  return [
    ...categories.map(category =>
      endpoint(
        categoryPath(category),
        CATEGORY_PATH,
        `What is watched in ${categoryTitle(category)}.`,
        statusOf(category),
      ),
    ),
    ...services.map(({ scope, id, key, status }) =>
      scope === 'backend'
        ? endpoint(backendPath(id), BACKEND_PATH, `${key}, and everything it reports.`, status)
        : endpoint(servicePath(id), SERVICE_PATH, `${key}.`, status),
    ),
  ]
}
