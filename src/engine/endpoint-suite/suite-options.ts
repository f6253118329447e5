import type { Clock } from '../clock.ts'
import type { SuiteCategory } from './suite-result.ts'

/** Response times that are worth a warning, and that fail a test, in ms. */
export interface SuiteThresholds {
  readonly warningMs: number
  readonly criticalMs: number
}

/** What is tested, and how. */
export interface SuiteOptions {
  /** The root of the deployment, such as http://localhost:8009; may have a path and credentials. */
  readonly url: string
  readonly clock: Clock
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as `Authorization: Bearer`, unless the headers have their own. */
  readonly token?: string
  /** How long each request may take, in ms. */
  readonly timeoutMs?: number
  /** Only these categories; all where there are none. */
  readonly only?: readonly SuiteCategory[]
  /** Under load: requests for each endpoint, and how many connections they share. */
  readonly requests?: number
  readonly connections?: number
  /** Under load: the 95th percentile of the response times against these. */
  readonly thresholds?: SuiteThresholds
  /** Whether an endpoint that is not there fails, also where a deployment may do without it. */
  readonly requireAll?: boolean
  /** Whether the result holds every request with the beginning of its answer. */
  readonly verbose?: boolean
  /** Told what is being done, for whoever waits. */
  readonly onProgress?: (doing: string) => void
}

/** What the suite does where nothing else is said. */
export const SUITE_DEFAULTS = {
  url: 'http://localhost:8009',
  timeoutMs: 10_000,
  // With twelve endpoints a run stays below 600 requests, which is what Traylight allows an address in a minute.
  requests: 40,
  connections: 10,
  // The report's response time thresholds for internal services.
  thresholds: { warningMs: 50, criticalMs: 200 },
} as const

/** The options cannot be used; the message is one sentence for the operator. */
export class SuiteOptionError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'SuiteOptionError'
  }
}
