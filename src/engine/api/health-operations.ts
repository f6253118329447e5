import { categoryTitle } from '#shared/category.ts'

/** What one kind of health endpoint is about. */
export type Question =
  | { readonly about: 'everything' }
  | { readonly about: 'deep' }
  | { readonly about: 'overview' }
  | { readonly about: 'category'; readonly category: string }
  | { readonly about: 'service'; readonly id: string }
  | { readonly about: 'backend'; readonly id: string }

/** The names of the schemas that answers are made with, as the OpenAPI document has them. */
export type AnswerName = 'HealthResponse' | 'OverviewResponse' | 'SelfResponse' | 'EndpointList'

/** One operation of the health API: its path with parameters in braces, and what it answers. */
export interface HealthOperation {
  readonly path: string
  readonly id: string
  readonly answers: string
  readonly schema: AnswerName
  /** What it is about; null where it is about Traylight itself, or the path has to be read first. */
  readonly question: Question | null
  /** Whether `refresh=true` runs the checks that it covers. */
  readonly refreshes: boolean
  /** Whether it answers 503 while what it is about is unhealthy. */
  readonly isReadiness: boolean
}

const BASE = '/api/v1/health'
export const LIVE_PATH = `${BASE}/live`
export const READY_PATH = `${BASE}/ready`
export const ENDPOINTS_PATH = `${BASE}/endpoints`
export const OPENAPI_PATH = '/api/v1/openapi.json'
export const CATEGORY_PATH = `${BASE}/categories/{name}`
export const SERVICE_PATH = `${BASE}/services/{id}`
export const BACKEND_PATH = `${BASE}/backends/{id}`

const watched = { schema: 'HealthResponse', refreshes: true, isReadiness: false } as const
const own = { question: null, refreshes: false, isReadiness: false } as const
const everything = { about: 'everything' } as const

/** Categories that have an endpoint of their own whether they are used or not (report: "Integration-Specific Endpoints"). */
const SHORT = ['database', 'apis', 'realtime', 'agents', 'roblox', 'system'] as const

/** All operations that answer in JSON about what is watched, or about Traylight itself. */
export const HEALTH_OPERATIONS: readonly HealthOperation[] = [
  {
    ...{ ...watched, path: '/health', id: 'health', question: everything },
    answers: 'The status of everything watched.',
  },
  {
    ...{ ...watched, path: BASE, id: 'healthV1', question: everything },
    answers: 'The status of everything watched.',
  },
  {
    ...{ ...own, path: LIVE_PATH, id: 'live', schema: 'SelfResponse' },
    answers: 'Whether Traylight runs.',
  },
  {
    ...{ ...watched, path: READY_PATH, id: 'ready', question: everything, isReadiness: true },
    answers:
      'The status of everything watched, with 503 while it is unhealthy; with scope=self, whether Traylight itself can work.',
  },
  {
    ...{ ...watched, path: `${BASE}/deep`, id: 'deep', question: { about: 'deep' } },
    answers: 'Everything watched, and the metrics of this machine.',
  },
  {
    ...{ ...watched, path: `${BASE}/integrations`, id: 'integrations', question: { about: 'overview' } },
    ...{ schema: 'OverviewResponse', answers: 'Everything watched, by category.' },
  },
  ...SHORT.map(category => ({
    ...{
      ...watched,
      path: `${BASE}/${category}`,
      id: category,
      question: { about: 'category', category } as const,
    },
    answers: `What is watched in ${categoryTitle(category)}${category === 'system' ? ', and the metrics of this machine' : ''}.`,
  })),
  {
    ...{ ...watched, path: CATEGORY_PATH, id: 'category', question: null },
    answers: 'What is watched in one category, the operator’s own included.',
  },
  {
    ...{ ...watched, path: SERVICE_PATH, id: 'service', question: null },
    answers: 'One monitor, or one service that a backend reports.',
  },
  {
    ...{ ...watched, path: BACKEND_PATH, id: 'backend', question: null },
    answers: 'One backend, and everything it reports.',
  },
  {
    ...{ ...own, path: ENDPOINTS_PATH, id: 'endpoints', schema: 'EndpointList' },
    answers: 'All endpoints, with the status of each.',
  },
]

export const categoryPath = (name: string): string => `${BASE}/categories/${name}`
export const backendPath = (id: string): string => `${BASE}/backends/${encodeURIComponent(id)}`
/** Of a reported service the id has a slash, before a name in which anything may stand. */
export const servicePath = (id: string): string => `${BASE}/services/${encodeURIComponent(id)}`
