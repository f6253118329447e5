import type { Status } from '#shared/status.ts'
import type { ReportedService } from '../backends/format.ts'
import { mergeServices } from '../backends/merge-services.ts'
import { tellPartsApart } from '../backends/tell-parts-apart.ts'
import { toolboxaiFormat } from '../backends/toolboxai.ts'
import { oneLine } from '../checkers/printable-text.ts'
import type { Asked } from './ask-endpoint.ts'
import { LIVE_PATH, READY_PATH } from './suite-endpoints.ts'

/** A service that the answers report, as far as the suite judges it. */
export interface SuiteService {
  readonly name: string
  readonly category: string
  readonly status: Status
  readonly message: string
  readonly responseTimeMs: number | null
  /** Why it counts nowhere, where that is so. */
  readonly leftOut: 'Muted' | 'Paused' | null
  /** Paths of WebSockets that it reports, and whether each works, where it says so. */
  readonly sockets: readonly { readonly path: string; readonly works: boolean | null }[]
}

const MAX_SOCKETS = 50

/** Every service that the answers name, each once: from the overview, its categories, and what names services without. */
export function reportedServices(asked: readonly Asked[]): readonly SuiteService[] {
  const documents = [...asked]
    .sort((a, b) => richness(a) - richness(b))
    .flatMap(one => {
      const { answer, endpoint } = one
      if (answer.kind === 'none' || endpoint.path === LIVE_PATH || endpoint.path === READY_PATH) return []
      const read = {
        ...{ url: endpoint.path, statusCode: answer.statusCode, document: answer.document },
        ...(endpoint.services !== undefined && { category: endpoint.services }),
        responseTimeMs: answer.responseTimeMs,
      }
      if (answer.statusCode !== 200 || !toolboxaiFormat.recognises(read)) return []
      const { services } = toolboxaiFormat.read(read, endpoint.services ?? 'other')
      return [{ category: endpoint.services, services }]
    })
  const { services } = mergeServices(tellPartsApart(documents).map(document => document.services))
  return services.map(toSuiteService)
}

/** Where documents differ, the overview and its categories name services best. */
function richness({ endpoint }: Asked): number {
  if (endpoint.shape === 'overview') return 0
  if (endpoint.category === 'integrations') return 1
  return endpoint.path.endsWith('/deep') ? 2 : 3
}

function toSuiteService(service: ReportedService): SuiteService {
  const { name, category, responseTimeMs, details } = service
  const reason = typeof details.reason === 'string' ? oneLine(details.reason, 300) : ''
  return {
    ...{ name, category, responseTimeMs },
    status: finerStatus(service, reason),
    message: reason === '' ? service.message : reason,
    leftOut: details.muted === true ? 'Muted' : details.paused === true ? 'Paused' : null,
    sockets: socketsIn(details.endpoints),
  }
}

/** The report's checks know healthy or not; Traylight says in the details what kind of not, and why it does not know. */
function finerStatus({ status, details }: ReportedService, reason: string): Status {
  if (status === 'healthy') return status
  if (reason !== '') return 'unknown'
  return details.status === 'degraded' ? 'degraded' : status
}

/** Paths of WebSockets in `endpoints`: a list of them, or each with whether it works. */
function socketsIn(endpoints: ReportedService['details'][string] | undefined): SuiteService['sockets'] {
  if (typeof endpoints !== 'object' || endpoints === null) return []
  const said = Array.isArray(endpoints)
    ? endpoints.map(path => [path, null] as const)
    : Object.entries(endpoints)
  return said
    .flatMap(([path, works]) =>
      typeof path === 'string' && path.startsWith('/')
        ? [{ path: oneLine(path, 80), works: typeof works === 'boolean' ? works : null }]
        : [],
    )
    .slice(0, MAX_SOCKETS)
}
