import { ALERT_LEVEL_ORDER, moreUrgent } from '#shared/alert-level.ts'
import type { TimelineEntry } from '#shared/incidents.ts'
import { worseStatus } from '#shared/status.ts'
import type { AlertSubject } from './alert-subject.ts'
import type { Evaluation } from './evaluation.ts'
import type { FiringAlert } from './firing-alert.ts'
import { type Incident, incidentStatus, mostUrgent, remainsOf } from './incident.ts'
import { timelineEntry } from './timeline.ts'

/** How many changes within which time are flapping; 0: none are. */
export interface FlappingRule {
  readonly changes: number
  readonly withinMs: number
}

/** What has become of one thing's incident. */
export interface Deduplicated {
  /** Null while there is none. The one that was open stays the same while it lasts. */
  readonly incident: Incident | null
  readonly entries: readonly TimelineEntry[]
  /** When it last began and ceased to hold, for the incident after this one. */
  readonly changes: readonly number[]
}

/** More changes than this are not remembered: flapping asks for a hundred at most. */
const CHANGES_KEPT = 101

/**
 * Makes one incident of all that is wrong with one thing: opened when the first rule holds, over when none does. What is
 * not known leaves it as it is. What flaps stays open until it has been calm, well or not, for a while.
 */
export function deduplicate(
  open: Incident | null,
  changes: readonly number[],
  subject: AlertSubject,
  evaluation: Evaluation,
  context: { readonly now: number; readonly newId: () => string; readonly flapping: FlappingRule },
): Deduplicated {
  const { now } = context
  if (open !== null && isWatchedNoMore(subject)) return end(open, changes, subject, now)
  // What another speaks for is well as soon as it is itself well.
  const isWell = subject.isCovered && subject.status === 'healthy'
  if (isWatchedNoMore(subject) || !(evaluation.isKnown || isWell))
    return { incident: open, entries: [], changes }
  const firing = isWell ? [] : evaluation.firing
  const memory = Object.fromEntries(evaluation.memory)
  if (open === null) {
    if (firing.length === 0) return { incident: null, entries: [], changes }
    return begin(subject, { ...evaluation, firing }, added(changes, now), context)
  }
  const wasFiring = open.calmSince === null
  const isFiring = firing.length > 0
  if (wasFiring && isFiring) return settle(goOn(open, subject, firing, memory, now), changes, context)
  if (wasFiring) return cease(open, subject, memory, added(changes, now), context)
  if (isFiring) {
    const next = goOn({ ...open, calmSince: null, alerts: [] }, subject, firing, memory, now)
    return settle(next, added(changes, now), context)
  }
  return settle({ incident: { ...open, memory }, entries: [] }, changes, context)
}

/** When time alone changes an incident: a flapping one has been calm for long enough. */
export function calmAt(open: Incident, changes: readonly number[], flapping: FlappingRule): number | null {
  return open.flapping ? (changes.at(-1) ?? open.openedAt) + flapping.withinMs : null
}

function isWatchedNoMore({ excuse, isCovered, status }: AlertSubject): boolean {
  return excuse === 'paused' || (isCovered && status !== 'healthy')
}

function begin(
  subject: AlertSubject,
  { firing, memory }: Evaluation,
  changes: readonly number[],
  context: { readonly now: number; readonly newId: () => string; readonly flapping: FlappingRule },
): Deduplicated {
  const { now, flapping } = context
  const level = mostUrgent(firing)
  const status = incidentStatus(subject.status)
  // What is well in itself has been for long; then it began when the rule did.
  const badSince = subject.status === 'healthy' ? null : subject.since
  const startedAt = Math.min(now, badSince ?? now, ...firing.map(({ since }) => since))
  const incident: Incident = {
    ...{ id: context.newId(), subject: { type: subject.type, id: subject.id }, name: subject.name },
    ...{ category: subject.category, tags: subject.tags, alerts: [...firing] },
    ...{ memory: Object.fromEntries(memory), level, worst: level, status, worstStatus: status },
    message: reasonOf(subject, firing),
    ...{ startedAt, openedAt: now, resolvedAt: null, changedAt: now, ending: null, calmSince: null },
    ...{ flapping: false, changes, acknowledged: null, notifies: firing.some(({ notify }) => notify) },
    ...{ suppressedBecause: null, isSilenced: false, alarmedAt: null, surfacedAt: null },
    ...{ reminders: 0, remindedAt: null, escalated: [], told: {}, isVague: false, endedAs: null },
  }
  return settle({ incident, entries: firing.map(alert => held(alert, now)) }, changes, { now, flapping })
}

/** Takes over which rules hold now, while some do. */
function goOn(
  open: Incident,
  subject: AlertSubject,
  firing: readonly FiringAlert[],
  memory: Incident['memory'],
  now: number,
): { readonly incident: Incident; readonly entries: readonly TimelineEntry[] } {
  const before = new Set(open.alerts.map(({ ruleId }) => ruleId))
  const after = new Set(firing.map(({ ruleId }) => ruleId))
  const entries = [
    ...firing.filter(({ ruleId }) => !before.has(ruleId)).map(alert => held(alert, now)),
    ...open.alerts.filter(({ ruleId }) => !after.has(ruleId)).map(alert => ceased(alert, now)),
  ]
  const level = mostUrgent(firing)
  const isUp = ALERT_LEVEL_ORDER[level] < ALERT_LEVEL_ORDER[open.level]
  if (level !== open.level) {
    const text = `${open.name} is ${isUp ? 'now' : 'only'} ${level}; it was ${open.level} before.`
    entries.push(timelineEntry(now, 'level', text, { level }))
  }
  const takesBack = isUp && open.acknowledged !== null
  if (takesBack)
    entries.push(timelineEntry(now, 'unacknowledged', `${open.name} got worse, so it is open again.`))
  const status = incidentStatus(subject.status)
  const isBad = status === 'unhealthy' || status === 'degraded'
  const incident: Incident = {
    ...open,
    ...{ name: subject.name, category: subject.category, tags: subject.tags },
    ...{ alerts: [...firing], memory, level, worst: moreUrgent(open.worst, level) },
    ...{ status: isBad ? status : open.status, worstStatus: worseStatus(open.worstStatus, status) },
    message: reasonOf(subject, firing),
    ...{ notifies: open.notifies || firing.some(({ notify }) => notify) },
    ...{ changedAt: entries.length > 0 ? now : open.changedAt, endedAs: null },
    ...(isUp && { alarmedAt: null, reminders: 0, remindedAt: null, escalated: [] }),
    ...(takesBack && { acknowledged: null }),
  }
  return { incident, entries }
}

/** Nothing holds any more: it is over, unless it flaps. */
function cease(
  open: Incident,
  subject: AlertSubject,
  memory: Incident['memory'],
  changes: readonly number[],
  context: { readonly now: number; readonly flapping: FlappingRule },
): Deduplicated {
  const { now, flapping } = context
  const calmSince = Math.max(open.startedAt, Math.min(now, subject.since ?? now))
  const endedAs = isUnwell(subject) ? subject.status : null
  const calm = { ...open, memory, calmSince, endedAs, changedAt: now }
  const entries = open.alerts.map(alert => ceased(alert, now))
  if (open.flapping || isFlapping(changes, flapping, now))
    return settle({ incident: calm, entries }, changes, context)
  return resolved(calm, entries, changes, now)
}

/** Marks what flaps, and ends flapping where it has been calm. */
function settle(
  { incident, entries }: { readonly incident: Incident; readonly entries: readonly TimelineEntry[] },
  changes: readonly number[],
  { now, flapping }: { readonly now: number; readonly flapping: FlappingRule },
): Deduplicated {
  const next = incident.changes === changes ? incident : { ...incident, changes }
  if (!next.flapping && isFlapping(changes, flapping, now)) {
    const minutes = Math.round(flapping.withinMs / 60_000)
    const text = `${next.name} is flapping: ${recent(changes, flapping, now)} failures and recoveries within ${minutes} min. Nobody is told more until it has been calm for ${minutes} min.`
    return {
      incident: { ...next, flapping: true, changedAt: now },
      entries: [...entries, timelineEntry(now, 'flapping', text)],
      changes,
    }
  }
  const calm = calmAt(next, changes, flapping)
  if (calm === null || now < calm) return { incident: next, entries, changes }
  const text = `${next.name} has not changed for ${Math.round(flapping.withinMs / 60_000)} min, so it is not flapping any more.`
  const over = { ...next, flapping: false, changedAt: now }
  const told = [...entries, timelineEntry(now, 'flapping', text)]
  if (next.calmSince !== null) return resolved(over, told, changes, now)
  return { incident: { ...over, alarmedAt: null }, entries: told, changes }
}

function resolved(
  open: Incident,
  entries: readonly TimelineEntry[],
  changes: readonly number[],
  now: number,
): Deduplicated {
  const incident = {
    ...open,
    ...{ resolvedAt: open.calmSince ?? now, ending: 'recovered' as const, flapping: false },
    ...{ changedAt: now, suppressedBecause: null },
  }
  return {
    incident,
    entries: [...entries, timelineEntry(now, 'resolved', endWords(open))],
    changes,
  }
}

function endWords(incident: Incident): string {
  const remains = remainsOf(incident)
  if (remains === null) return `${incident.name} has recovered.`
  return remains === 'no rule'
    ? `No rule holds for ${incident.name} any more.`
    : `${incident.name} is only degraded now.`
}

/** Whether it is not well by its status; of metrics, rules alone say what matters. */
function isUnwell(
  subject: AlertSubject,
): subject is AlertSubject & { readonly status: 'unhealthy' | 'degraded' } {
  return subject.type !== 'pushed' && (subject.status === 'unhealthy' || subject.status === 'degraded')
}

function end(
  open: Incident,
  changes: readonly number[],
  { excuse }: AlertSubject,
  now: number,
): Deduplicated {
  const why =
    excuse === 'paused' ? 'It is paused, so it is not watched any more.' : 'Another speaks for it now.'
  return { ...endGone(open, why, now), changes }
}

/** Ends an incident without a recovery: what it was about is not watched any more. */
export function endGone(
  open: Incident,
  why: string,
  now: number,
): { readonly incident: Incident; readonly entries: readonly TimelineEntry[] } {
  const over = { resolvedAt: now, changedAt: now, ending: 'gone' as const, flapping: false }
  return {
    incident: { ...open, ...over, suppressedBecause: null },
    entries: [timelineEntry(now, 'gone', why)],
  }
}

function isFlapping(changes: readonly number[], flapping: FlappingRule, now: number): boolean {
  return flapping.changes > 0 && recent(changes, flapping, now) >= flapping.changes
}

const recent = (changes: readonly number[], { withinMs }: FlappingRule, now: number): number =>
  changes.filter(at => at > now - withinMs).length

const added = (changes: readonly number[], now: number) => [...changes, now].slice(-CHANGES_KEPT)

const held = ({ ruleName, level, message }: FiringAlert, now: number) =>
  timelineEntry(now, 'alert', `${ruleName}: ${message}`, { level })
const ceased = ({ ruleName, level }: FiringAlert, now: number) =>
  timelineEntry(now, 'alert-over', `${ruleName}: over.`, { level })

/** Why, in the words of what it is about where it is bad in itself; else in those of the most urgent rule. */
function reasonOf(subject: AlertSubject, firing: readonly FiringAlert[]): string {
  const isBad = subject.status === 'unhealthy' || subject.status === 'degraded'
  if (isBad && subject.message !== '') return subject.message
  const level = mostUrgent(firing)
  return firing.find(alert => alert.level === level)?.message ?? subject.message
}
