import { z } from 'zod'

/** Status of a monitor, a reported service, a backend or the whole. */
export const statusSchema = z.enum(['healthy', 'degraded', 'unhealthy', 'unknown'])
export type Status = z.infer<typeof statusSchema>

/** Status of a metric of this machine. */
export const metricStatusSchema = z.enum(['healthy', 'warning', 'critical'])
export type MetricStatus = z.infer<typeof metricStatusSchema>

/** What an unhealthy monitor does to the overall status: `critical` turns it unhealthy, `minor` degraded. */
export const severitySchema = z.enum(['critical', 'minor'])
export type Severity = z.infer<typeof severitySchema>

/** Badness for sorting, worst first: unhealthy 0, degraded 1, unknown 2, healthy 3. */
export const STATUS_ORDER: Readonly<Record<Status, number>> = {
  unhealthy: 0,
  degraded: 1,
  unknown: 2,
  healthy: 3,
}

/** The worse of two statuses, in the order unhealthy, degraded, unknown, healthy. */
export function worseStatus(a: Status, b: Status): Status {
  return STATUS_ORDER[a] <= STATUS_ORDER[b] ? a : b
}

/** The worst of several statuses; `healthy` of none. */
export function worstStatus(statuses: Iterable<Status>): Status {
  let worst: Status = 'healthy'
  for (const status of statuses) worst = worseStatus(worst, status)
  return worst
}
