import type { BackendPoll } from './backend-poll.ts'
import type { NoMetrics, ReadMetrics } from './fetch-metrics.ts'

/** The poll with the metrics that were read beside it. How the backend is does not depend on them. */
export function withMetrics(
  poll: BackendPoll,
  metrics: ReadMetrics | NoMetrics | null,
  path: string,
): BackendPoll {
  if (metrics === null) return poll
  const { endpoints } = poll.details
  if (!('samples' in metrics)) {
    return poll.failure === undefined
      ? { ...poll, details: { ...poll.details, metrics: metrics.reason } }
      : poll
  }
  const { statusCode, responseTimeMs } = metrics
  const own = { path, statusCode, status: 'healthy', responseTimeMs }
  return {
    ...poll,
    metrics,
    details: {
      ...poll.details,
      ...(Array.isArray(endpoints) && { endpoints: [...endpoints, own] }),
      metrics: metricsWords(metrics),
    },
  }
}

function metricsWords({ samples, skippedLines, leftOut }: ReadMetrics): string {
  const many = (count: number, what: string) =>
    `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`
  return [
    many(samples.length, 'sample'),
    ...(leftOut > 0 ? [`${leftOut.toLocaleString('en-US')} more left out`] : []),
    ...(skippedLines > 0 ? [`${many(skippedLines, 'line')} not understood`] : []),
  ].join(', ')
}
