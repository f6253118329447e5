import { STATUS_ORDER } from '#shared/status.ts'
import type { ReportedService } from './format.ts'
import { sameName, shownName } from './service-name.ts'

/** How many services of one backend are kept: what a person may still read, and a document may not outgrow. */
export const MAX_SERVICES = 500

export interface MergedServices {
  readonly services: readonly ReportedService[]
  /** How many more there were. */
  readonly leftOut: number
}

/**
 * Puts services of several documents together. The same service in two of them becomes one entry, under the name and
 * category it has in the earlier: the worse status with its message, the details of both.
 */
export function mergeServices(documents: readonly (readonly ReportedService[])[]): MergedServices {
  const merged = new Map<string, ReportedService>()
  let leftOut = 0
  for (const service of documents.flat()) {
    const key = sameName(service.name)
    const known = merged.get(key)
    if (known) merged.set(key, mergeTwo(known, service))
    else if (merged.size < MAX_SERVICES) merged.set(key, service)
    else leftOut++
  }
  return { services: [...merged.values()], leftOut }
}

function mergeTwo(first: ReportedService, second: ReportedService): ReportedService {
  // Where one document does not know, the other's word stands.
  const firstCounts =
    second.status === 'unknown' ||
    (first.status !== 'unknown' && STATUS_ORDER[first.status] <= STATUS_ORDER[second.status])
  const { status, message } = firstCounts ? first : second
  return {
    name: first.name,
    category: first.category,
    status,
    message,
    responseTimeMs: first.responseTimeMs ?? second.responseTimeMs,
    details: { ...second.details, ...first.details },
  }
}

/**
 * Within one document the same name in two categories means two things: Pusher stands among the external APIs and
 * among the real-time services. The later one is told apart by its category.
 */
export function withDistinctNames(services: readonly ReportedService[]): readonly ReportedService[] {
  const categories = new Map<string, string>()
  return services.map(service => {
    const key = sameName(service.name)
    const category = categories.get(key)
    if (category === undefined) categories.set(key, service.category)
    if (category === undefined || category === service.category) return service
    return { ...service, name: shownName(`${service.category} ${service.name}`) }
  })
}
