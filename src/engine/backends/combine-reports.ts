import { worstStatus } from '#shared/status.ts'
import type { BackendReport, ReportedService } from './format.ts'
import type { EndpointReport, HealthEndpoint } from './health-endpoints.ts'
import { mergeServices } from './merge-services.ts'
import { REFUSED } from './read-probe.ts'
import { summarizeServices } from './summarize-services.ts'
import { tellPartsApart } from './tell-parts-apart.ts'

/** A known endpoint that did not answer this time, and the services it named when it last did. */
export interface SilentEndpoint extends HealthEndpoint {
  readonly message: string
  readonly services: readonly ReportedService[]
}

/**
 * Makes one report of what a backend's endpoints answered, the richest first: services merged, the worse status, what
 * each says of the backend itself. Services that only a silent endpoint names are unknown, and the backend degraded.
 *
 * @param endpoints at least one
 */
export function combineReports(
  endpoints: readonly EndpointReport[],
  silent: readonly SilentEndpoint[],
): BackendReport {
  const reports = endpoints.map(endpoint => endpoint.report)
  const named = tellPartsApart([
    ...endpoints.map(({ category, report }) => ({ category, services: report.services })),
    ...silent.map(({ category, services, message }) => ({
      category,
      services: services.map(service => ({
        ...service,
        ...{ status: 'unknown' as const, message, responseTimeMs: null, details: {} },
      })),
    })),
  ])
  const { services } = mergeServices(named.map(one => one.services))
  const statuses = reports.map(report => report.status).filter(status => status !== 'unknown')
  const status = worstStatus([
    ...(statuses.length > 0 ? statuses : (['unknown'] as const)),
    ...silent.map(() => 'degraded' as const),
  ])
  const run = reports.find(report => report.instance !== undefined || report.uptimeSeconds !== undefined)
  return {
    status,
    message: messageOf(endpoints, services, status, silent),
    services,
    details: {
      ...Object.assign({}, ...reports.map(report => report.details).toReversed()),
      endpoints: [
        ...endpoints.map(({ path, answer, report }) => ({
          ...{ path, statusCode: answer.statusCode, status: report.status },
          responseTimeMs: answer.responseTimeMs,
        })),
        ...silent.map(({ path }) => ({
          ...{ path, statusCode: null, status: 'unknown' as const, responseTimeMs: null },
        })),
      ],
      ...(silent.length > 0 && { silentEndpoints: silent.map(endpoint => endpoint.path) }),
    },
    ...(run?.instance !== undefined && { instance: run.instance }),
    ...(run?.uptimeSeconds !== undefined && { uptimeSeconds: run.uptimeSeconds }),
  }
}

function messageOf(
  endpoints: readonly EndpointReport[],
  services: readonly ReportedService[],
  status: BackendReport['status'],
  silent: readonly SilentEndpoint[],
): string {
  const reports = endpoints.map(endpoint => endpoint.report)
  const isAlone = endpoints.length + silent.length === 1
  const summary =
    isAlone || services.length === 0 ? ownWords(reports, status) : summarizeServices(services, status)
  const refused = endpoints
    .filter(({ probe, answer }) => probe !== undefined && answer.statusCode === REFUSED)
    .map(endpoint => endpoint.report.message)
  const words = [summary, ...refused, ...silent.map(endpoint => endpoint.message)]
  return [...new Set(words)].join(' ').trim()
}

/** What the document says that decided the status. */
function ownWords(reports: readonly BackendReport[], status: BackendReport['status']): string {
  return (reports.find(report => report.status === status) ?? reports[0])?.message ?? ''
}
