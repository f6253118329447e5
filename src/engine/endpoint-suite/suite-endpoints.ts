/** What an endpoint answers: the report's shapes, or metrics. */
export type EndpointShape = 'summary' | 'standard' | 'overview' | 'metrics'

/** One of the report's endpoints, as the suite tests it. */
export interface SuiteEndpoint {
  readonly path: string
  readonly category: 'basic' | 'integrations'
  readonly shape: EndpointShape
  /** Whether every deployment has it: what load balancers and Kubernetes ask. */
  readonly isRequired: boolean
  /** The category whose services it reports, where it reports those of one. */
  readonly services?: string
}

const basic = (path: string, shape: EndpointShape, isRequired: boolean): SuiteEndpoint => ({
  ...{ path, shape, isRequired },
  category: 'basic',
})

const integration = (services: string): SuiteEndpoint => ({
  path: `/api/v1/health/${services}`,
  ...{ category: 'integrations', shape: 'standard', isRequired: false, services },
})

export const LIVE_PATH = '/api/v1/health/live'
export const READY_PATH = '/api/v1/health/ready'

/** The report's endpoints in its order (report: "Health Check Endpoints"). Of /health it leaves the shape open. */
export const SUITE_ENDPOINTS: readonly SuiteEndpoint[] = [
  basic('/health', 'summary', true),
  basic('/api/v1/health', 'standard', true),
  basic(LIVE_PATH, 'standard', true),
  basic(READY_PATH, 'standard', true),
  basic('/api/v1/health/deep', 'standard', false),
  basic('/api/v1/metrics', 'metrics', false),
  {
    path: '/api/v1/health/integrations',
    ...{ category: 'integrations', shape: 'overview', isRequired: false },
  },
  ...['database', 'apis', 'realtime', 'agents', 'roblox'].map(integration),
]
