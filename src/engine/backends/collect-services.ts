import { categorySchema } from '#shared/category.ts'
import type { ReportedService } from './format.ts'
import { asRecord, type JsonRecord, textIn } from './json-record.ts'
import { readService, saysStatus } from './reported-service.ts'
import { categoryOfGroup, categoryOfService } from './service-category.ts'
import { shownName } from './service-name.ts'
import { statusOfWord } from './status-word.ts'

/** Under which names documents keep their services. */
const CONTAINERS = ['checks', 'services', 'components'] as const
/** Members that look like a service and are none. */
const NO_SERVICES: ReadonlySet<string> = new Set([
  'details',
  'error',
  'errors',
  'info',
  'meta',
  'metadata',
  'summary',
  'system',
])

/** A service's name and what the document says of it. */
type Entry = readonly [name: string, value: unknown]

/**
 * All services of a health document in the report's shapes: those under `checks`, and those of each group under
 * `integrations`, whose inside the report leaves open. A group is taken as `{services|checks|components: ...}`, as
 * `{name: {...}}`, as a list of objects with names, or as one service.
 *
 * @param knownCategory of the services that stand in no group, where the document is that of one category
 */
export function collectServices(
  document: JsonRecord,
  fallbackCategory: string,
  knownCategory?: string,
): readonly ReportedService[] {
  const single = [...containedEntries(document), ...(hasContainer(document) ? [] : namedEntries(document))]
  const alone = single.map(entry =>
    toService(entry, knownCategory ?? categoryOfService(entry[0], fallbackCategory)),
  )
  const integrations = asRecord(document.integrations) ?? {}
  const grouped = Object.entries(integrations).flatMap(([group, value]) =>
    groupServices(group, value, knownCategory, fallbackCategory),
  )
  return [...alone, ...grouped].filter(service => service.name !== '')
}

/** Whether an object has services in one of the known places, be they none. */
export function hasContainer(document: JsonRecord): boolean {
  const places = [document.integrations, ...CONTAINERS.map(name => document[name])]
  return places.some(place => typeof place === 'object' && place !== null)
}

/** Members of an object that are services themselves: `{postgresql: {healthy: true}}`. */
export function namedEntries(record: JsonRecord): readonly Entry[] {
  return Object.entries(record).filter(([name, value]) => {
    const member = NO_SERVICES.has(name) ? undefined : asRecord(value)
    return member !== undefined && knownStatus(member)
  })
}

function groupServices(
  group: string,
  value: unknown,
  known: string | undefined,
  fallback: string,
): readonly ReportedService[] {
  const category = statedCategory(value) ?? categoryOfGroup(group) ?? known
  const place = (entry: Entry) => toService(entry, category ?? categoryOfService(entry[0], fallback))
  if (Array.isArray(value)) return listEntries(value).map(place)
  const record = asRecord(value)
  if (!record) return isStatus(value) ? [place([groupName(group), value])] : []
  if (hasContainer(record)) return containedEntries(record).map(place)
  // What was timed is a service; what only has members with a status groups them, whatever it says of itself.
  const named = record.response_time_ms === undefined ? namedEntries(record) : []
  if (named.length > 0) return named.map(place)
  return saysStatus(record) ? [place([groupName(group), record])] : []
}

/** The category that a group says of itself, as Traylight's own documents do. */
function statedCategory(group: unknown): string | undefined {
  return categorySchema.safeParse(asRecord(group)?.category).data
}

function containedEntries(record: JsonRecord): readonly Entry[] {
  return CONTAINERS.flatMap(container => {
    const inside = record[container]
    if (Array.isArray(inside)) return listEntries(inside)
    return Object.entries(asRecord(inside) ?? {}).filter(([, value]) => isStatus(value) || asRecord(value))
  })
}

function listEntries(items: readonly unknown[]): readonly Entry[] {
  return items.flatMap(item => {
    const record = asRecord(item)
    const name = record && textIn(record, 'name', 'service', 'id')
    return name === undefined ? [] : [[name, item] as const]
  })
}

function knownStatus({ healthy, status, state }: JsonRecord): boolean {
  return [healthy, status, state].some(word => statusOfWord(word) !== 'unknown')
}

function isStatus(value: unknown): boolean {
  return typeof value === 'boolean' || (typeof value === 'string' && statusOfWord(value) !== 'unknown')
}

/** `stripe_integration` is Stripe. */
function groupName(group: string): string {
  return group.replace(/[_-]?integrations?$/i, '') || group
}

function toService([name, value]: Entry, category: string): ReportedService {
  return readService(shownName(name), category, value)
}
