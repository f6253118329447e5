import type { BackendFormat, BackendReport, HealthAnswer } from './format.ts'
import { sameName } from './service-name.ts'

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
 * Which of the endpoints that answered are worth asking every time: those that name services no other names, one
 * that tells when the backend restarts, and at least one.
 */
export function worthPolling(found: readonly EndpointReport[]): readonly EndpointReport[] {
  const there = found.filter(isThere)
  const bySize = there.toSorted((a, b) => b.report.services.length - a.report.services.length)
  const named = new Set<string>()
  const chosen = new Set<EndpointReport>()
  for (const endpoint of bySize) {
    const names = endpoint.report.services.map(service => sameName(service.name))
    // The report's richest two name the same services with different details; both are asked.
    if (names.some(name => !named.has(name)) || isRich(endpoint)) chosen.add(endpoint)
    for (const name of names) named.add(name)
  }
  if (![...chosen].some(tellsRun)) {
    const telling = there.find(tellsRun)
    if (telling) chosen.add(telling)
  }
  if (chosen.size === 0) {
    // A page for every path, as single-page applications have it, says least; the most basic endpoint is meant for this.
    const plain = there.findLast(endpoint => endpoint.answer.document !== undefined) ?? there.at(-1)
    if (plain) chosen.add(plain)
  }
  return there.filter(endpoint => chosen.has(endpoint))
}

function isRich({ path, report }: EndpointReport): boolean {
  return report.services.length > 0 && (path === HEALTH_ENDPOINTS[0] || path === HEALTH_ENDPOINTS[1])
}

function tellsRun({ report }: EndpointReport): boolean {
  return report.instance !== undefined || report.uptimeSeconds !== undefined
}
