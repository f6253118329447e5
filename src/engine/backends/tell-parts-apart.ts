import type { ReportedService } from './format.ts'
import { sameName, shownName } from './service-name.ts'

/** The services of one endpoint, and their category where the endpoint stands for one. */
export interface NamedServices {
  readonly category?: string | undefined
  readonly services: readonly ReportedService[]
}

/**
 * The endpoints of single categories are the overview in parts, so the same name in two of them means two things, as
 * it does there: Pusher stands among the external APIs and among the real-time services. The one that the overview
 * tells apart by its category, or else the later one, is told apart here too.
 */
export function tellPartsApart<T extends NamedServices>(endpoints: readonly T[]): readonly T[] {
  const whole = new Map<string, string>()
  for (const { category, services } of endpoints) {
    if (category !== undefined) continue
    for (const service of services) {
      const key = sameName(service.name)
      if (!whole.has(key)) whole.set(key, service.category)
    }
  }
  const parts = new Map<string, string>()
  const told = (service: ReportedService, category: string): ReportedService => {
    const key = sameName(service.name)
    const earlier = parts.get(key)
    if (earlier === undefined) parts.set(key, category)
    if (whole.get(key) === category) return service
    const name = shownName(`${category} ${service.name}`)
    const isOther = earlier !== undefined && earlier !== category
    return isOther || whole.get(sameName(name)) === category ? { ...service, name } : service
  }
  return endpoints.map(endpoint => {
    const { category } = endpoint
    if (category === undefined) return endpoint
    return { ...endpoint, services: endpoint.services.map(service => told(service, category)) }
  })
}
