import type { AlertLevel } from '#shared/alert-level.ts'
import { formatDuration } from '#shared/format-duration.ts'
import { problemRoute } from '#shared/problem-route.ts'
import type { Route } from '#shared/route.ts'
import type { OverallView } from '#shared/views.ts'
import { type AlertMessage, type MessageIncident, MOST_INCIDENTS } from '../notify/alert-message.ts'
import { problemReasons } from '../status/problem-reasons.ts'
import { timeOfDay } from '../time-of-day.ts'
import { type Incident, isOpen, mostUrgent, remainsOf } from './incident.ts'

/** Names a title spells out before it counts. */
const NAMED = 3
/** Reasons in a body, a line each. */
const REASONS = 3

export interface MessageParts {
  readonly id: string
  readonly kind: Exclude<AlertMessage['kind'], 'test'>
  /** What is new, most urgent first; at least one. */
  readonly fresh: readonly Incident[]
  /** What people know of already and what is still wrong; for a message that takes the place of the one before. */
  readonly also: readonly Incident[]
  /** What is over and told of in the same message, since there is to be only one. */
  readonly over: readonly Incident[]
  readonly overall: Pick<OverallView, 'status' | 'line'>
  readonly now: number
}

/** Says what happened in as few words as tell which, what, why and since when. */
export function composeMessage(parts: MessageParts): AlertMessage {
  const { id, kind, fresh, also, over, overall, now } = parts
  const isOver = kind === 'recovery'
  const about = [...fresh, ...also]
  const all = [...about, ...over]
  const carried = all.slice(0, MOST_INCIDENTS)
  const beyond = all.length - carried.length
  return {
    ...{ id, kind, overall: overall.status, at: now, route: routeOf(about) },
    level: mostUrgentOf(fresh, isOver),
    title: isOver ? overTitle(about) : title(kind, about),
    body: isOver ? overBody(about, overall.line) : body(about, over, now),
    incidents: carried.map(messageIncident),
    ...(beyond > 0 && { beyond }),
  }
}

/** An incident as messages tell of it. */
export function messageIncident(incident: Incident): MessageIncident {
  const { id, subject, name, category, tags, level, status, message, startedAt, resolvedAt } = incident
  const { acknowledged, alerts } = incident
  return {
    ...{ id, subject, name, category, tags, level, status, message, startedAt, resolvedAt },
    state: !isOpen(incident) ? 'resolved' : acknowledged === null ? 'open' : 'acknowledged',
    rules: alerts.map(({ ruleName }) => ruleName),
    acknowledgedBy: acknowledged?.by ?? null,
  }
}

function mostUrgentOf(incidents: readonly Incident[], isOver: boolean): AlertLevel {
  return mostUrgent(incidents.map(({ level, worst }) => ({ level: isOver ? worst : level })))
}

function title(kind: AlertMessage['kind'], about: readonly Incident[]): string {
  const [first] = about
  const still = kind === 'reminder' ? 'still ' : ''
  const nobody = kind === 'escalation' ? ', and nobody has acknowledged it' : ''
  if (first && about.length === 1) {
    if (kind === 'acknowledged') return `${first.acknowledged?.by ?? 'Somebody'} takes care of ${first.name}`
    return `${oneTitle(first, still)}${nobody}`
  }
  return `${about.length} ${still}${stateOf(about)}: ${names(about)}${nobody.replace('it', 'them')}`
}

/** What is wrong with one thing: its status where that is bad, else the rule that holds. */
function oneTitle(incident: Incident, still: string): string {
  const { name, subject, status, level, flapping, alerts } = incident
  if (flapping) return `${name} is ${still}flapping`
  if (subject.type === 'pushed') return name
  if (subject.type === 'metric') return `${name} is ${still}${level === 'critical' ? 'critical' : 'high'}`
  if (status === 'unhealthy' || status === 'degraded') return `${name} is ${still}${status}`
  return `${name}: ${alerts[0]?.ruleName ?? incident.message}`
}

/** A word for several: their status where all have the same. */
function stateOf(about: readonly Incident[]): string {
  const states = new Set(about.map(({ flapping, status }) => (flapping ? 'flapping' : status)))
  const [state] = states
  return states.size === 1 && state !== 'healthy' && state !== 'unknown' ? `${state}` : 'problems'
}

/** The reason, and since when; of several a line each, and since when the first. */
function body(about: readonly Incident[], over: readonly Incident[], now: number): string {
  const began = about.reduce((earliest, { startedAt }) => Math.min(earliest, startedAt), now)
  const since = `Since ${timeOfDay(began, now)}.`
  const [first] = about
  const note = first?.acknowledged?.note ?? ''
  const notes = about.length === 1 && note !== '' ? [note] : []
  const again = over.length === 0 ? [] : [`Healthy again: ${names(over)}.`]
  if (first && about.length === 1) {
    // What a pushed alert says stands in the title, unless that is too short for it.
    const reason = first.message.replace(/\.$/, '') === first.name ? [] : [first.message]
    return [...notes, ...reason, since, ...again].join('\n')
  }
  const reasons = problemReasons(about)
  const more = reasons.length - REASONS
  return [...reasons.slice(0, REASONS), ...(more > 0 ? [`and ${more} more`] : []), since, ...again].join('\n')
}

function overTitle(over: readonly Incident[]): string {
  const [first] = over
  if (!first || over.length > 1) {
    return `${over.every(one => remainsOf(one) === null) ? 'Healthy again' : 'Over'}: ${names(over)}`
  }
  const { name, subject, worst, ending } = first
  if (ending === 'gone') return `${name} is not watched any more`
  if (subject.type === 'pushed') return `Over: ${name}`
  if (subject.type === 'metric')
    return `${name} is not ${worst === 'critical' ? 'critical' : 'high'} any more`
  const remains = remainsOf(first)
  if (remains === 'no rule') return `No rule holds for ${name} any more`
  return `${name} is ${remains ?? 'healthy again'}${remains === null ? '' : ' now'}`
}

function overBody(over: readonly Incident[], line: string): string {
  const lines = over.slice(0, REASONS).map(incident => {
    const { name, subject, worst, worstStatus, startedAt, resolvedAt, isVague, ending } = incident
    const lasted = formatDuration((resolvedAt ?? startedAt) - startedAt)
    if (ending === 'gone') return `${name} was unwell for ${lasted}, and is not watched any more.`
    const vague = isVague ? ', as far as is known' : ''
    if (subject.type === 'pushed') return `It was open for ${lasted}${vague}.`
    const isMetric = subject.type === 'metric'
    const was = isMetric ? (worst === 'critical' ? 'critical' : 'high') : badWord(worstStatus)
    return `${name} was ${was} for ${lasted}${vague}.`
  })
  return [...lines, line].join('\n')
}

/** Out of the ordinary in itself, and not by its status. */
const badWord = (status: Incident['status']): string =>
  status === 'unhealthy' || status === 'degraded' ? status : 'out of the ordinary'

function names(about: readonly Incident[]): string {
  const shown = about.slice(0, NAMED).map(({ name }) => name)
  const more = about.length - shown.length
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ')
}

function routeOf(about: readonly Incident[]): Route {
  const [first] = about
  if (!first || about.length > 1) return { page: 'overview' }
  return problemRoute({ scope: first.subject.type, id: first.subject.id })
}
