import { applicationMetricId } from '#shared/application-metric-id.ts'
import type { Backend } from '#shared/config.ts'
import { applicationMetricName } from '../backends/application-metric-name.ts'
import type { MetricSample } from '../system/metric-sample.ts'
import type { MetricRule } from './metric-status.ts'

/** A backend's sample that is watched as a metric. */
export interface ApplicationMetricEntry {
  readonly backendId: string
  /** How it is judged; null where it is only shown. */
  readonly rule: MetricRule | null
  /** What its numbers mean: of another meaning the history begins anew. */
  readonly isRate: boolean
  /** Without a value for this long, what was known of it is not true any more. */
  readonly staleMs: number
  readonly paused: boolean
  /** What is shown of it before the first poll. */
  readonly unmeasured: Omit<MetricSample, 'sampledAt'>
}

/** No value for this many intervals: nothing is known (vocabulary). */
const STALE_INTERVALS = 3

/** The metrics of applications that a configuration watches, by id. */
export function applicationMetrics(
  backends: readonly Backend[],
): ReadonlyMap<string, ApplicationMetricEntry> {
  const entries = backends.flatMap(backend =>
    backend.metrics.map(metric => {
      const id = applicationMetricId(backend.id, metric.sample)
      const { thresholds: threshold, worseWhen } = metric
      const entry: ApplicationMetricEntry = {
        backendId: backend.id,
        // Numbers of an application are of any size, down to one that is 0 or 1: no hysteresis fits them all.
        rule: threshold ? { threshold, worseWhen, hysteresis: 0 } : null,
        isRate: metric.rate,
        staleMs: backend.intervalSeconds * 1000 * STALE_INTERVALS,
        paused: backend.paused,
        unmeasured: {
          ...{ id, name: applicationMetricName(backend, metric), group: 'application' },
          ...{ unit: metric.unit, value: null, detail: metric.sample },
        },
      }
      return [id, entry] as const
    }),
  )
  return new Map(entries)
}
