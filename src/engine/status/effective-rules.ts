import type { Backend, Monitor, Thresholds } from '#shared/config.ts'
import type { CheckOutcome } from '../checkers/checker.ts'
import type { ConfirmationRules } from './confirmation.ts'
import type { GradeThresholds } from './grade-outcome.ts'
import type { MetricRule, MetricThreshold } from './metric-status.ts'

/** How long a check may take where nothing else is said, by category: 10 s for external APIs, else 5 s. */
export function effectiveTimeoutMs(monitor: Monitor, kindTimeoutSeconds: number | undefined): number {
  const byCategory = monitor.category === 'apis' ? 10 : 5
  return (monitor.timeoutSeconds ?? kindTimeoutSeconds ?? byCategory) * 1000
}

/** A monitor's or backend's own confirmation rules, filled up with the general ones. */
export function effectiveConfirmation(item: Monitor | Backend, thresholds: Thresholds): ConfirmationRules {
  return {
    failuresToUnhealthy: item.failuresToUnhealthy ?? thresholds.failuresToUnhealthy,
    successesToHealthy: item.successesToHealthy ?? thresholds.successesToHealthy,
  }
}

/** After a failure that is not confirmed yet, the next check comes after this many ms: never more than the interval. */
export function effectiveRetryMs(item: Monitor | Backend, thresholds: Thresholds): number {
  return Math.min(item.retrySeconds ?? thresholds.retrySeconds, item.intervalSeconds) * 1000
}

/** No service may keep its monitor quiet for longer than this by asking to be left alone, in ms. */
const LONGEST_REST_MS = 900_000

/**
 * How long a service is left alone because it asked for it, in ms. Only where a rate or a quota is the trouble: of an
 * outage one wants to know as soon as it ends, whenever the service thinks that will be.
 */
export function effectiveRestMs({ failure, retryAfterMs = 0 }: CheckOutcome): number {
  return failure === 'quota' ? Math.min(retryAfterMs, LONGEST_REST_MS) : 0
}

/** A monitor's own grading thresholds, else those of its category; a category without has none. */
export function effectiveGrading(monitor: Monitor, thresholds: Thresholds): GradeThresholds {
  return {
    responseTimeMs: monitor.thresholds?.responseTimeMs ?? thresholds.responseTimeMs[monitor.category] ?? null,
    certificateDays: monitor.thresholds?.certificateDays ?? thresholds.certificateDays,
  }
}

/** How a metric of this machine is judged, by its id; null where the report sets no thresholds. */
export function effectiveMetricRule(metricId: string, thresholds: Thresholds): MetricRule | null {
  const threshold = effectiveMetricThreshold(metricId, thresholds)
  return threshold && { threshold, worseWhen: 'above', hysteresis: thresholds.hysteresis }
}

function effectiveMetricThreshold(metricId: string, thresholds: Thresholds): MetricThreshold | null {
  if (metricId === 'cpu') return thresholds.cpu
  if (metricId === 'memory') return thresholds.memory
  if (metricId.startsWith('disk:'))
    return thresholds.mounts[metricId.slice('disk:'.length)] ?? thresholds.disk
  return null
}
