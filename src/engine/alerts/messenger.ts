import type { AlertsConfig } from '#shared/alert-config.ts'
import { ALERT_LEVEL_ORDER } from '#shared/alert-level.ts'
import type { TimelineEntry } from '#shared/incidents.ts'
import type { NotifierConfig } from '#shared/notifier-config.ts'
import type { OverallView } from '#shared/views.ts'
import type { Delivery } from '../notify/delivery.ts'
import type { Notifier } from '../notify/notifier.ts'
import type { AlertSubject } from './alert-subject.ts'
import { type DeliverContext, deliver, delivery, type Item } from './deliver.ts'
import { earliest } from './earliest.ts'
import { type Gathering, group, NOTHING_GATHERED } from './group.ts'
import { type Incident, isOpen } from './incident.ts'
import type { IncidentBook } from './incident-book.ts'
import { afterTelling, type Owed, owed, wantedLevel } from './owed.ts'
import { type Recipient, recipientsOf } from './recipient.ts'
import { escalationKey, type Reminder, type Reminding, remind, whomToRemind } from './remind.ts'
import { type Circumstances, type Parent, silenceOf, suppress } from './suppress.ts'
import { timelineEntry } from './timeline.ts'

export interface MessengerOptions {
  readonly book: IncidentBook
  readonly kinds: readonly Pick<Notifier, 'kind' | 'style' | 'isHere'>[]
  readonly overall: () => OverallView
  readonly random: () => number
}

/** What is known of an incident's subject at a moment: null where nothing is. */
export interface Situation {
  readonly subject: AlertSubject | null
  readonly parents: readonly Parent[]
}

/** Has people told of incidents: whom, when, what together, and again; and nothing twice. */
export class Messenger {
  readonly #options: MessengerOptions
  /** By notifier, what it is owed and may be told now, by incident. */
  readonly #queues = new Map<string, Map<string, Owed>>()
  readonly #gatherings = new Map<string, Gathering>()
  /** When an incident is to be looked at again although nothing changed. */
  readonly #due = new Map<string, number>()
  /** What incidents asked for when they were last looked at. */
  readonly #asking = new Map<string, Reminding>()
  readonly #toldNow = new Set<string>()
  #recipients: readonly Recipient[] = []
  #nextAt: number | null = null

  constructor(options: MessengerOptions) {
    this.#options = options
  }

  configure(notifiers: readonly NotifierConfig[]): void {
    this.#recipients = recipientsOf(notifiers, this.#options.kinds)
    this.#queues.clear()
  }

  /** Incidents whose time has come. */
  due(now: number): string[] {
    return [...this.#due].filter(([, at]) => at <= now).map(([id]) => id)
  }

  get nextAt(): number | null {
    let next = this.#nextAt
    for (const at of this.#due.values()) next = earliest(next, at)
    return next
  }

  /** Whether anybody is still to be told of an incident. */
  isOwed(incident: Incident): boolean {
    return this.#recipients.some(({ notifier, heeds }) => owed(incident, notifier, heeds.style) !== null)
  }

  /** Takes in how an incident stands now: whether people may be told, and who is owed what. */
  reconsider(
    incident: Incident,
    { subject, parents }: Situation,
    settings: AlertsConfig,
    circumstances: Circumstances,
  ): void {
    const { now } = circumstances
    const hold = isOpen(incident) ? suppress(incident, subject, parents, circumstances) : null
    const silences: string[] = []
    let [isProblemOwed, isQueued] = [false, false]
    for (const recipient of this.#recipients) {
      const { notifier, heeds } = recipient
      const what = owed(incident, notifier, heeds.style)
      const isProblem = what === 'problem' && heeds.style !== 'records'
      const silence = what && silenceOf(heeds, this.#isCritical(incident, recipient), circumstances)
      const isHeld = what === null || silence !== null || (isProblem && hold !== null)
      this.#enqueue(notifier.id, incident.id, isHeld ? null : what)
      if (!isProblem) continue
      isProblemOwed = true
      if (!isHeld) isQueued = true
      if (silence) silences.push(silence)
    }
    const because = isQueued || !incident.notifies ? null : (hold?.because ?? silences[0] ?? null)
    const next = this.#withHold(incident, because, hold, now)
    const isNew = because !== null && because !== incident.suppressedBecause && isProblemOwed
    const entry = isNew ? [timelineEntry(now, 'suppressed', `Nobody is told yet: ${because}.`)] : []
    if (next !== incident) this.#options.book.put(next, entry)
    const reminding = hold === null ? remind(next, settings, now) : null
    if (reminding && (reminding.isDue || reminding.escalations.length > 0))
      this.#asking.set(next.id, reminding)
    const at = earliest(hold?.until ?? null, reminding?.nextAt ?? null)
    if (at === null) this.#due.delete(incident.id)
    else this.#due.set(incident.id, at)
  }

  #withHold(
    incident: Incident,
    because: string | null,
    hold: { readonly isSilent: boolean } | null,
    now: number,
  ): Incident {
    if (!isOpen(incident)) return incident
    const isWorth = hold === null && incident.alerts.some(({ notify }) => notify)
    const next: Incident = {
      ...incident,
      suppressedBecause: because,
      isSilenced: hold?.isSilent ?? false,
      alarmedAt: isWorth ? (incident.alarmedAt ?? now) : incident.alarmedAt,
      surfacedAt: isWorth ? (incident.surfacedAt ?? now) : incident.surfacedAt,
    }
    const isSame =
      next.suppressedBecause === incident.suppressedBecause &&
      next.isSilenced === incident.isSilenced &&
      next.alarmedAt === incident.alarmedAt
    return isSame ? incident : next
  }

  /** What passes quiet hours: a problem as it is now, and the end of one that was told as critical. */
  #isCritical(incident: Incident, { notifier, heeds }: Recipient): boolean {
    if (!isOpen(incident)) return incident.told[notifier.id]?.level === 'critical'
    return wantedLevel(incident, notifier, heeds.style) === 'critical'
  }

  #enqueue(notifierId: string, incidentId: string, what: Owed | null): void {
    const queue = this.#queues.get(notifierId) ?? new Map<string, Owed>()
    this.#queues.set(notifierId, queue)
    if (what === null) queue.delete(incidentId)
    else queue.set(incidentId, what)
  }

  /** Makes the messages whose time has come, and notes in the incidents that people know. */
  tell(settings: AlertsConfig, circumstances: Circumstances): readonly Delivery[] {
    const { now } = circumstances
    this.#nextAt = null
    const told = this.#recipients.flatMap(recipient => this.#tellOne(recipient, settings, now))
    const deliveries = [...told, ...this.#remind(circumstances)]
    for (const id of this.#toldNow) this.#plan(id, settings, now)
    this.#toldNow.clear()
    return deliveries
  }

  /** Whoever knows of it now is reminded later. */
  #plan(id: string, settings: AlertsConfig, now: number): void {
    const incident = this.#options.book.get(id)
    if (!incident || !isOpen(incident)) {
      this.#due.delete(id)
      return
    }
    const at = earliest(remind(incident, settings, now).nextAt, this.#due.get(id) ?? null)
    if (at !== null) this.#due.set(id, at)
  }

  #tellOne(recipient: Recipient, settings: AlertsConfig, now: number): readonly Delivery[] {
    const { notifier, heeds } = recipient
    const queue = this.#queues.get(notifier.id)
    const gathering = this.#gatherings.get(notifier.id) ?? NOTHING_GATHERED
    const items = [...(queue ?? [])].flatMap(([id, what]) => {
      const incident = this.#options.book.get(id)
      return incident ? [{ incident, what }] : []
    })
    const isAllClear = items.length > 0 && this.#isAllClear(notifier.id, items)
    const groupMs = settings.groupSeconds * 1000
    const grouped = group(heeds.style, items.sort(mostUrgentFirst), gathering, { now, groupMs, isAllClear })
    this.#gatherings.set(notifier.id, grouped.gathering)
    this.#nextAt = earliest(this.#nextAt, grouped.nextAt)
    return grouped.batches.flatMap(batch => {
      for (const { incident } of batch) queue?.delete(incident.id)
      return this.#messages(recipient, batch, now)
    })
  }

  /** Nothing that this notifier was told of is wrong any more, and nothing new is. */
  #isAllClear(notifierId: string, items: readonly Item[]): boolean {
    if (items.some(({ what }) => what !== 'recovery')) return false
    for (const incident of this.#options.book.live()) {
      if (isOpen(incident) && incident.told[notifierId] && !incident.isSilenced) return false
    }
    return true
  }

  #messages(recipient: Recipient, batch: readonly Item[], now: number): readonly Delivery[] {
    const stillWrong = recipient.heeds.style === 'replaces' ? this.#stillWrong(recipient, batch) : []
    const deliveries = deliver(recipient, batch, stillWrong, this.#context(now)).map(one =>
      recipient.heeds.style === 'incidents' ? this.#withTrail(one) : one,
    )
    for (const { incident, what } of batch) {
      // What is over may stand in the message of what is wrong, where there is to be only one.
      const { message } = deliveries.find(one => one.message.kind === what) ?? deliveries.at(-1) ?? {}
      const text = `To ${recipient.notifier.name}: ${message?.title}`
      this.#told(incident.id, recipient, timelineEntry(now, 'told', text), now)
    }
    return deliveries
  }

  /** A service that keeps incidents is told what happened in this one until now. */
  #withTrail(delivery: Delivery): Delivery {
    const [incident] = delivery.message.incidents
    if (!incident) return delivery
    return { ...delivery, message: { ...delivery.message, trail: this.#options.book.trail(incident.id) } }
  }

  #told(id: string, { notifier, heeds }: Recipient, entry: TimelineEntry, now: number): void {
    const incident = this.#options.book.get(id)
    if (!incident) return
    this.#toldNow.add(id)
    const told = { ...incident.told, [notifier.id]: afterTelling(incident, notifier, heeds.style, now) }
    this.#options.book.put({ ...incident, told, changedAt: now }, [entry])
  }

  /** What a message that takes the place of the one before has to say again. */
  #stillWrong({ notifier }: Recipient, batch: readonly Item[]): Incident[] {
    const fresh = new Set(batch.map(({ incident }) => incident.id))
    return [...this.#options.book.live()]
      .filter(one => isOpen(one) && !fresh.has(one.id) && !one.isSilenced && !one.flapping)
      .filter(({ told }) => told[notifier.id] !== undefined)
      .sort(byUrgency)
  }

  #remind(circumstances: Circumstances): readonly Delivery[] {
    const { now } = circumstances
    const { book } = this.#options
    const asking = [...this.#asking].flatMap(([id, reminding]) => {
      const incident = book.get(id)
      return incident && isOpen(incident) ? [[incident, reminding] as const] : []
    })
    this.#asking.clear()
    if (asking.length === 0) return []
    const isSilent = ({ heeds }: Recipient, { level }: Incident) =>
      silenceOf(heeds, level === 'critical', circumstances) !== null
    const reminders = whomToRemind(this.#recipients, asking, isSilent)
    const deliveries = reminders.flatMap(({ recipient, kind, incidents }) => {
      const isEach = recipient.heeds.style === 'records' || recipient.heeds.style === 'incidents'
      const batches = isEach ? incidents.map(one => [one]) : [incidents]
      return batches.map(batch => delivery(recipient, kind, batch.toSorted(byUrgency), this.#context(now)))
    })
    for (const { recipient, kind, incidents } of reminders) {
      const { name } = recipient.notifier
      const entry =
        kind === 'reminder'
          ? timelineEntry(now, 'reminded', `${name} is reminded.`)
          : timelineEntry(now, 'escalated', `Nobody has acknowledged it, so ${name} is told.`)
      for (const { id } of incidents) this.#told(id, recipient, entry, now)
    }
    for (const [{ id }, reminding] of asking) this.#reminded(id, reminding, reminders, now)
    return deliveries
  }

  /** Notes what was done of what an incident asked for; the rest is asked for again once somebody may be told. */
  #reminded(id: string, { escalations }: Reminding, reminders: readonly Reminder[], now: number): void {
    const { book } = this.#options
    const mine = reminders.filter(({ incidents }) => incidents.some(one => one.id === id))
    const incident = book.get(id)
    if (!incident || mine.length === 0) return
    const made = escalations.filter(({ notifiers }) =>
      mine.some(({ kind, recipient }) => kind === 'escalation' && notifiers.includes(recipient.notifier.id)),
    )
    const isReminded = mine.some(({ kind }) => kind === 'reminder')
    book.put({
      ...incident,
      escalated: [...incident.escalated, ...made.map(escalationKey)],
      ...(isReminded && { reminders: incident.reminders + 1, remindedAt: now }),
    })
  }

  #context(now: number): DeliverContext {
    const { overall, random } = this.#options
    return { now, overall: overall(), random }
  }
}

const byUrgency = (a: Incident, b: Incident): number =>
  ALERT_LEVEL_ORDER[a.level] - ALERT_LEVEL_ORDER[b.level] || a.startedAt - b.startedAt
const mostUrgentFirst = (a: Item, b: Item): number => byUrgency(a.incident, b.incident)
