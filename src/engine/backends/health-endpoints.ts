import type { BackendFormat, BackendReport, HealthAnswer } from './format.ts'

/** Where a backend may keep its health documents, the richest first (report: "Health Check Endpoints"). */
export const HEALTH_ENDPOINTS = [
  '/api/v1/health/integrations',
  '/api/v1/health/deep',
  '/api/v1/health',
  '/health',
] as const

/** What one endpoint answered, as it was understood. */
export interface EndpointReport {
  /** The endpoint's path, or the whole path as configured. */
  readonly path: string
  readonly answer: HealthAnswer
  readonly format: BackendFormat
  readonly report: BackendReport
}

/** Whether an endpoint is there: it answered with a document or a success; a 404 or a 401 says it is not for us. */
export function isThere({ report }: EndpointReport): boolean {
  return report.failure === undefined
}

/**
 * Which of the endpoints that answered are worth asking every time: those that name services, one that tells when the
 * backend restarts, and at least one.
 */
export function worthPolling(found: readonly EndpointReport[]): readonly EndpointReport[] {
  const there = found.filter(isThere)
  const naming = there.filter(endpoint => endpoint.report.services.length > 0)
  const telling = naming.some(tellsRun) ? undefined : there.find(tellsRun)
  const chosen = there.filter(endpoint => naming.includes(endpoint) || endpoint === telling)
  if (chosen.length > 0) return chosen
  // A page for every path, as single-page applications have it, says least; the plainest endpoint is the likeliest.
  const plain = there.findLast(endpoint => endpoint.answer.document !== undefined) ?? there.at(-1)
  return plain ? [plain] : []
}

function tellsRun({ report }: EndpointReport): boolean {
  return report.instance !== undefined || report.uptimeSeconds !== undefined
}
