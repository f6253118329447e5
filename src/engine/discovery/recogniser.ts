import type { CheckConfig } from '#shared/config.ts'
import type { Clock } from '../clock.ts'

/** Where on this machine something listens. */
export interface LoopbackAddress {
  readonly host: '127.0.0.1' | '::1'
  readonly port: number
}

/** How long and until when a recogniser may try. */
export interface ProbeContext {
  readonly clock: Clock
  /** For connecting and answering together. */
  readonly timeoutMs: number
  /** Aborted when discovery is over. */
  readonly signal: AbortSignal
}

/** What was recognised, and the check that would watch it. */
export interface Finding {
  /** Names the finding in ids: "postgres", "http". */
  readonly protocol: string
  /** The service as people call it; null where the protocol says nothing of it. */
  readonly name: string | null
  readonly category: string
  /** How it was recognised, in words. */
  readonly evidence: string
  readonly check: CheckConfig
  /** For HTTP: whether it has a health endpoint, in the report's shape or with a status of its own. */
  readonly health?: 'report' | 'status'
}

/**
 * Tells whether what listens at an address speaks a protocol: by what it answers, never by its port. null is no. It
 * never logs in and never changes anything; it may reject, which is no as well.
 */
export type Recogniser = (address: LoopbackAddress, context: ProbeContext) => Promise<Finding | null>
