import type { Status } from '#shared/status.ts'

/** One result that the status book took in, for those who count and keep them. `at` in ms since the epoch. */
export interface RecordedResult {
  readonly scope: 'monitor' | 'backend'
  readonly id: string
  readonly category: string
  /** What this result amounts to under the thresholds, before it is confirmed. */
  readonly status: Status
  readonly responseTimeMs: number | null
  readonly at: number
}
