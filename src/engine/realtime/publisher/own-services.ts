import { healthDocument, type Run, type Telling } from '../../api/health-documents.ts'
import { type CompareBy, type HealthService, readHealth } from '../../api/health-services.ts'
import type { StatusBook } from '../../status/status-book.ts'
import type { ServiceStatus } from '../wire-events.ts'

/** Whom it would be told to is not known: not more than the health API tells without the token. */
export type PublicTelling = Exclude<Telling, 'all'>

const MUTED = 'It is muted where it is watched.'

/**
 * What this Traylight itself knows of what it watches, as the health API tells it without the token: names, status and
 * times; or with `aggregate` of each category only. What came over a channel is left out, or it would go round in
 * circles; so is what was not checked yet. What is muted here is `unknown` to others: it should alarm nobody.
 */
export function ownServices(
  book: StatusBook,
  options: {
    readonly now: number
    readonly telling: PublicTelling
    readonly run: Run
    readonly compareBy: CompareBy
  },
): readonly ServiceStatus[] {
  const { now, telling, run, compareBy } = options
  const snapshot = readHealth(book, now, compareBy)
  const { pushedId } = book
  const own = snapshot.services.flatMap(service => {
    const isPushed = pushedId !== null && (service.id === pushedId || service.id.startsWith(`${pushedId}/`))
    const isKnown = service.watched.last !== null
    if (service.paused || (isPushed && service.scope !== 'monitor') || !isKnown) return []
    // What others pushed of it is theirs to say.
    const isToldByOthers = service.reports.some(({ backendId }) => backendId === pushedId)
    return [isToldByOthers ? { ...service, status: service.watched.status } : service]
  })
  const status = snapshot.overall
  const { checks } = healthDocument({ snapshot, services: own, status, telling, run })
  const muted = new Set(own.filter(isMutedProblem).map(({ key }) => key))
  return Object.entries(checks).map(([name, check]): ServiceStatus => {
    const { category, checked_at: checkedAt, reason, message } = check.details ?? {}
    const isMuted = telling === 'names' && muted.has(name)
    const words = isMuted ? MUTED : (message ?? reason)
    return {
      name,
      status: isMuted || reason !== undefined ? 'unknown' : (check.status ?? 'unknown'),
      ...(typeof category === 'string' && { category }),
      ...(typeof check.response_time_ms === 'number' && { responseTimeMs: check.response_time_ms }),
      ...(typeof words === 'string' && { message: words }),
      ...(typeof checkedAt === 'string' && { checkedAt: Date.parse(checkedAt) }),
    }
  })
}

const isMutedProblem = ({ muted, status }: HealthService): boolean => muted && status !== 'healthy'
