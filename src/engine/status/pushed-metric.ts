import type { MetricStatus } from '#shared/status.ts'
import type { MetricSample } from '../system/metric-sample.ts'
import type { MetricRule } from './metric-status.ts'

/** A metric that was pushed over a channel. */
export interface PushedMetric {
  /** The backend that stands for what is pushed. */
  readonly backendId: string
  readonly sample: MetricSample
  /** How it is judged here; null where it came without thresholds, and what it says of itself holds. */
  readonly rule: MetricRule | null
  readonly told: MetricStatus
}
