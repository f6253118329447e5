import { worstStatus } from '#shared/status.ts'
import type { BackendReport, ReportedService } from './format.ts'
import type { EndpointReport } from './health-endpoints.ts'
import { mergeServices } from './merge-services.ts'
import { summarizeServices } from './summarize-services.ts'

/** A known endpoint that did not answer this time, and the services it named when it last did. */
export interface SilentEndpoint {
  readonly path: string
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
  const unheard = silent.map(({ services, message }) =>
    services.map(service => ({
      ...service,
      ...{ status: 'unknown' as const, message, responseTimeMs: null, details: {} },
    })),
  )
  const { services } = mergeServices([...reports.map(report => report.services), ...unheard])
  const statuses = reports.map(report => report.status).filter(status => status !== 'unknown')
  const status = worstStatus([
    ...(statuses.length > 0 ? statuses : (['unknown'] as const)),
    ...silent.map(() => 'degraded' as const),
  ])
  const run = reports.find(report => report.instance !== undefined || report.uptimeSeconds !== undefined)
  return {
    status,
    message: messageOf(reports, services, status, silent),
    services,
    details: {
      endpoints: endpoints.map(endpoint => endpoint.path),
      ...Object.assign({}, ...reports.map(report => report.details).toReversed()),
      ...(silent.length > 0 && { silentEndpoints: silent.map(endpoint => endpoint.path) }),
    },
    ...(run?.instance !== undefined && { instance: run.instance }),
    ...(run?.uptimeSeconds !== undefined && { uptimeSeconds: run.uptimeSeconds }),
  }
}

function messageOf(
  reports: readonly BackendReport[],
  services: readonly ReportedService[],
  status: BackendReport['status'],
  silent: readonly SilentEndpoint[],
): string {
  const isAlone = reports.length + silent.length === 1
  const summary =
    isAlone || services.length === 0 ? ownWords(reports, status) : summarizeServices(services, status)
  return [summary, ...silent.map(endpoint => endpoint.message)].join(' ').trim()
}

/** What the document says that decided the status. */
function ownWords(reports: readonly BackendReport[], status: BackendReport['status']): string {
  return (reports.find(report => report.status === status) ?? reports[0])?.message ?? ''
}
