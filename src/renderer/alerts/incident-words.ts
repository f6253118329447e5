import { formatDuration } from '#shared/format-duration.ts'
import type { AlertsView, IncidentView, Unseen } from '#shared/incidents.ts'
import { listed } from '#shared/listed.ts'
import type { Target } from '#shared/views.ts'

/** How an incident stands, in a word or two. */
export function stateWords({ state, acknowledged, ending }: IncidentView): string {
  if (state === 'open') return 'Open'
  if (state === 'acknowledged') {
    return acknowledged === null ? 'Acknowledged' : `Acknowledged by ${acknowledged.by}`
  }
  return ending === 'gone' ? 'No longer watched' : 'Recovered'
}

/** What is wrong with it, beside its name; empty where the name says so already, as that of an alert from a channel does. */
export function reasonOf({ name, message }: Pick<IncidentView, 'name' | 'message'>): string {
  return message === name ? '' : message
}

/** How long it lasts, or lasted. */
export function lengthOf({ startedAt, resolvedAt }: IncidentView, now: number): string {
  return formatDuration(Math.max(1000, (resolvedAt ?? now) - startedAt))
}

/** Who takes care, why nobody is told, or how it ended; empty for what is open and told. */
export function asideWords(incident: IncidentView): string {
  if (incident.state === 'resolved') return stateWords(incident)
  const { acknowledged, suppressedBecause } = incident
  if (acknowledged !== null) {
    return acknowledged.note === '' ? acknowledged.by : `${acknowledged.by}: ${acknowledged.note}`
  }
  return suppressedBecause === null ? '' : capitalised(suppressedBecause)
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** "1 incident", "12 incidents". */
export function countOf(count: number | string, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

/** Incidents in words: the name of one, else how many. */
export function incidentWords(incidents: readonly Pick<IncidentView, 'name'>[]): string {
  const [only] = incidents
  return incidents.length === 1 && only ? only.name : countOf(incidents.length, 'incident')
}

/** What waits for somebody, for the bell: "No open alerts", "3 open alerts". */
export function openWords(counts: AlertsView['counts'] | null): string {
  const open = counts?.open ?? 0
  return open === 0 ? 'No open alerts' : countOf(open, 'open alert')
}

/** Of a list that was fetched up to `limit`: how many, and a plus where there may be more. */
export function atLeastWords(count: number, limit: number): string {
  return count >= limit ? `${count}+` : String(count)
}

/** What a mute of these would name: monitors, backends and reported services; metrics and pushed alerts have none. */
export function muteTargetsOf(incidents: readonly Pick<IncidentView, 'subject'>[]): readonly Target[] {
  const targets = incidents.flatMap(({ subject: { type, id } }) =>
    type === 'metric' || type === 'pushed' ? [] : [{ scope: type, id }],
  )
  return [...new Map(targets.map(target => [`${target.scope}:${target.id}`, target])).values()]
}

/** What to check for these: monitors, and the backends that are meant or report the services that are meant. */
export function checksOf(incidents: readonly Pick<IncidentView, 'subject'>[]): {
  readonly monitors: string[]
  readonly backends: string[]
} {
  const monitors = new Set<string>()
  const backends = new Set<string>()
  for (const { subject } of incidents) {
    if (subject.type === 'monitor') monitors.add(subject.id)
    else if (subject.type === 'backend') backends.add(subject.id)
    else if (subject.type === 'service') backends.add(subject.id.split('/')[0] ?? subject.id)
  }
  return { monitors: [...monitors], backends: [...backends] }
}

/** The rules that hold or held, in words. */
export function ruleWords(rules: readonly string[]): string {
  return rules.length === 0 ? 'None' : listed(rules)
}

const TIME = new Intl.DateTimeFormat(undefined, {
  ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
})
const DAY = new Intl.DateTimeFormat(undefined, {
  ...{ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
})

/** When it began, in local time: "14:03" of today, else with its day. */
export function startWords(at: number, now: number): string {
  return new Date(at).toDateString() === new Date(now).toDateString() ? TIME.format(at) : DAY.format(at)
}

/** What happened while nobody looked, as the engine said it; not what it said of what was open then, once nothing is. */
export function unseenWords(unseen: Unseen, lasting: boolean, now: number): string {
  if (unseen.open === 0 || lasting) return unseen.line
  return `${countOf(unseen.count, 'incident')} since ${startWords(unseen.since, now)}, over by now`
}
