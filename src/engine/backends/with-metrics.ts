import type { Backend } from '#shared/config.ts'
import type { BackendPoll } from './backend-poll.ts'
import type { ReadMetrics } from './fetch-metrics.ts'
import type { FoundMetrics } from './metrics-poller.ts'

/** The poll with what is known of the backend's metrics. How the backend is does not depend on them. */
export function withMetrics(
  poll: BackendPoll,
  found: FoundMetrics | null,
  { metrics, metricsPath: path }: Backend,
): BackendPoll {
  if (found === null) return poll
  if ('reason' in found) {
    return poll.failure === undefined
      ? { ...poll, details: { ...poll.details, metrics: found.reason } }
      : poll
  }
  const isRead = 'samples' in found
  const { endpoints } = poll.details
  const responseTimeMs = isRead ? found.responseTimeMs : null
  const own = { path, statusCode: found.statusCode, status: 'healthy', responseTimeMs }
  return {
    ...poll,
    ...(isRead && { metrics: found }),
    details: {
      ...poll.details,
      ...(Array.isArray(endpoints) && { endpoints: [...endpoints, own] }),
      metrics: isRead ? watchedWords(found, metrics.length) : 'none watched',
    },
  }
}

function watchedWords({ samples }: ReadMetrics, watched: number): string {
  const missing = watched - samples.length
  return missing > 0 ? `${watched} watched, ${missing} not in the document` : `${watched} watched`
}
