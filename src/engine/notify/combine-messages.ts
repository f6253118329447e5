import { type AlertLevel, moreUrgent } from '#shared/alert-level.ts'
import { formatDuration } from '#shared/format-duration.ts'
import { listed } from '#shared/listed.ts'
import { type AlertMessage, type MessageIncident, MOST_INCIDENTS } from './alert-message.ts'
import { momentWords } from './message-words.ts'

/** Incidents that a combined message tells of one by one. */
const MOST_LINES = 20
/** Names in its title. */
const MOST_NAMES = 3

/** What became of one incident over the messages that are combined. */
interface Fate {
  readonly incident: MessageIncident
  /** Nobody has been told of it before: it began in these messages. */
  readonly isNew: boolean
}

/**
 * Several messages that wait for the same place as one: the latest of each incident, what is open first. Of an incident
 * that is told and over within them, only that it was. One message is handed back as it is.
 */
export function combineMessages(messages: readonly AlertMessage[]): AlertMessage {
  const [first] = messages
  const last = messages.at(-1)
  if (first === undefined || last === undefined) throw new RangeError('There is no message to combine.')
  if (messages.length === 1) return first
  const fates = fatesOf(messages)
  const open = fates.filter(({ incident }) => incident.state !== 'resolved')
  const over = fates.filter(({ incident }) => incident.state === 'resolved')
  const told = [...open, ...over]
  const [only] = told
  const total = Math.max(
    told.length,
    ...messages.map(({ incidents, beyond = 0 }) => incidents.length + beyond),
  )
  // Which those are that a message only counts is not known; at least so many are not among these.
  const unnamed = total - told.length
  const beyond = total - Math.min(told.length, MOST_INCIDENTS)
  const isOne = told.length === 1 && only !== undefined
  return {
    id: `${first.id}+${last.id}`,
    kind: open.length === 0 && told.length > 0 ? 'recovery' : kindOf(messages),
    level: levelOf(open.length > 0 ? open : over, last.level),
    title: isOne
      ? titleOf(only, last)
      : `${messages.length} messages were held back: ${countWords(open, over)}${unnamed > 0 ? `, and ${unnamed} more` : ''}`,
    body: isOne ? bodyOf(only, last) : linesOf(told).join('\n'),
    incidents: told.slice(0, MOST_INCIDENTS).map(({ incident }) => incident),
    ...(beyond > 0 && { beyond }),
    overall: last.overall,
    at: last.at,
    route: isOne ? last.route : { page: 'alerts' },
  }
}

function fatesOf(messages: readonly AlertMessage[]): readonly Fate[] {
  const fates = new Map<string, Fate>()
  for (const { kind, incidents } of messages) {
    for (const incident of incidents) {
      const before = fates.get(incident.id)
      const beginsHere = kind === 'problem' && incident.state !== 'resolved'
      fates.set(incident.id, { incident, isNew: before?.isNew ?? beginsHere })
    }
  }
  return [...fates.values()]
}

/** The most demanding kind of those that are combined. */
function kindOf(messages: readonly AlertMessage[]): AlertMessage['kind'] {
  const order = ['escalation', 'problem', 'reminder', 'acknowledged', 'recovery', 'test'] as const
  return order.find(kind => messages.some(message => message.kind === kind)) ?? 'problem'
}

function levelOf(fates: readonly Fate[], otherwise: AlertLevel): AlertLevel {
  const [first, ...rest] = fates.map(({ incident }) => incident.level)
  return first === undefined ? otherwise : rest.reduce(moreUrgent, first)
}

function titleOf({ incident, isNew }: Fate, last: AlertMessage): string {
  return isNew && incident.state === 'resolved' ? `${incident.name} ${pastWords(incident)}` : last.title
}

function bodyOf({ incident, isNew }: Fate, last: AlertMessage): string {
  if (!isNew || incident.state !== 'resolved') return last.body
  return `${incident.message}\nIt was over before this could be sent.`.trim()
}

/** "was unhealthy for 4 min, until 24 Nov 2026, 14:06 UTC". */
function pastWords({ status, startedAt, resolvedAt }: MessageIncident): string {
  const was = status === 'healthy' || status === 'unknown' ? 'had a problem' : `was ${status}`
  if (resolvedAt === null) return `${was}, which is over`
  return `${was} for ${formatDuration(resolvedAt - startedAt)}, until ${momentWords(resolvedAt)}`
}

function countWords(open: readonly Fate[], over: readonly Fate[]): string {
  const names = (fates: readonly Fate[]) => {
    const shown = fates.slice(0, MOST_NAMES).map(({ incident }) => incident.name)
    return fates.length > MOST_NAMES
      ? `${shown.join(', ')} and ${fates.length - MOST_NAMES} more`
      : listed(shown)
  }
  const parts = [
    ...(open.length > 0 ? [`${open.length} open (${names(open)})`] : []),
    ...(over.length > 0 ? [`${over.length} over (${names(over)})`] : []),
  ]
  return parts.join(', ')
}

function linesOf(fates: readonly Fate[]): readonly string[] {
  const lines = fates.slice(0, MOST_LINES).map(({ incident }) => lineOf(incident))
  const more = fates.length - lines.length
  return more > 0 ? [...lines, `And ${more} more.`] : lines
}

function lineOf(incident: MessageIncident): string {
  const { name, state, status, startedAt, message } = incident
  if (state === 'resolved') return `${name} ${pastWords(incident)}.`
  const word = status === 'healthy' ? 'has a problem' : `is ${status}`
  const acknowledged =
    state === 'acknowledged' ? `, acknowledged by ${incident.acknowledgedBy ?? 'somebody'}` : ''
  return `${name} ${word} since ${momentWords(startedAt)}${acknowledged}: ${message}`
}
