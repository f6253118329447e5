import { canonicalSample } from './sample-name.ts'

const PREFIX = 'backend:'

/** The id of the metric that a backend's sample is watched as: `backend:<backend>:<sample>`. */
export function applicationMetricId(backendId: string, sample: string): string {
  return `${PREFIX}${backendId}:${canonicalSample(sample)}`
}

/** The backend whose sample a metric is; null where it is a metric of this machine. */
export function backendOfMetric(metricId: string): string | null {
  if (!metricId.startsWith(PREFIX)) return null
  const rest = metricId.slice(PREFIX.length)
  const colon = rest.indexOf(':')
  return colon < 0 ? null : rest.slice(0, colon)
}
