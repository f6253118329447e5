import type { Status } from '#shared/status.ts'
import type { ReportedService } from './format.ts'

const NAMED = 3

/** One line on many services: "All 22 services healthy." or "2 of 22 services not healthy: redis, pusher." */
export function summarizeServices(
  services: readonly Pick<ReportedService, 'name' | 'status'>[],
  status: Status,
): string {
  const total = services.length
  const bad = services.filter(service => service.status !== 'healthy')
  if (total === 0) return `Reports itself ${status}.`
  if (bad.length > 0) {
    const named = bad.slice(0, NAMED).map(service => service.name)
    const more = bad.length > NAMED ? ` and ${bad.length - NAMED} more` : ''
    return `${bad.length} of ${total} services not healthy: ${named.join(', ')}${more}.`
  }
  const all = total === 1 ? 'Its one service is healthy' : `All ${total} services healthy`
  return status === 'healthy' ? `${all}.` : `${all}, but it reports itself ${status}.`
}
