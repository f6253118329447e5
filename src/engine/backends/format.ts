import type { Status } from '#shared/status.ts'
import type { Details } from '#shared/views.ts'
import type { FailureKind } from '../checkers/checker.ts'

/** One answer of one health endpoint. */
export interface HealthAnswer {
  /** Path or URL that was asked. */
  readonly url: string
  readonly statusCode: number
  /** The body as parsed JSON; undefined where it was not JSON. */
  readonly document: unknown
  /** A page for people, as single-page applications answer every path with. */
  readonly isPage?: boolean
  /** The category whose services the endpoint reports, where it reports those of one. */
  readonly category?: string
  readonly responseTimeMs: number
}

/** A service as a backend reports it. */
export interface ReportedService {
  readonly name: string
  readonly category: string
  readonly status: Status
  readonly message: string
  readonly responseTimeMs: number | null
  readonly details: Details
}

/** What one poll of a backend found. */
export interface BackendReport {
  readonly status: Status
  readonly message: string
  readonly services: readonly ReportedService[]
  /** About the backend itself: version, uptime, which endpoints answered. */
  readonly details: Details
  /** Changes when the backend restarts: an instance id. */
  readonly instance?: string
  readonly uptimeSeconds?: number
  /** Set where no document could be had at all: the backend is silent, as opposed to saying that it is unwell. */
  readonly failure?: FailureKind
}

/** The shape of a backend's health document: one file each, registered in `registry.ts`. */
export interface BackendFormat {
  readonly name: string
  readonly title: string
  readonly summary: string
  /** Whether this answer is in this format. */
  recognises(answer: HealthAnswer): boolean
  /** Reads it; throws nothing on bad documents but says what is wrong in the report's message. */
  read(answer: HealthAnswer, fallbackCategory: string): BackendReport
}
