import type { BackendReport, HealthAnswer } from './format.ts'
import type { HealthEndpoint } from './health-endpoints.ts'

/** What orchestrators take for "no" (report: "/api/v1/health/ready ... fails with 503 if unhealthy"). */
export const REFUSED = 503

/**
 * What a liveness or readiness probe's answer means beside what its document says: with 503 the backend is unhealthy,
 * or as degraded as it says, and the words are the probe's. It names no services.
 */
export function readProbe(
  probe: NonNullable<HealthEndpoint['probe']>,
  { statusCode, url }: HealthAnswer,
  report: BackendReport,
): BackendReport {
  if (statusCode !== REFUSED) return { ...report, services: [] }
  const { failure: _, ...said } = report
  return {
    ...said,
    services: [],
    status: report.status === 'degraded' ? 'degraded' : 'unhealthy',
    message: `${url} says that the backend is not ${probe} (${REFUSED}).`,
  }
}
