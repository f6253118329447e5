import { isDeepStrictEqual } from 'node:util'
import type { AlertsConfig } from '#shared/alert-config.ts'
import type { Config } from '#shared/config.ts'
import type { ProcedureInput } from '#shared/contract.ts'
import type {
  AlertSubjectRef,
  AlertsView,
  IncidentDetail,
  IncidentView,
  TimelineEntry,
} from '#shared/incidents.ts'
import type { Clock, Timer } from '../clock.ts'
import type { EngineLog } from '../engine-log.ts'
import type { Delivery } from '../notify/delivery.ts'
import type { Notifier } from '../notify/notifier.ts'
import type { Change, ChangeLog } from '../status/change-log.ts'
import type { StatusBook } from '../status/status-book.ts'
import type { AlertStore } from './alert-store.ts'
import type { AlertSubjects } from './alert-subjects.ts'
import { alertsView } from './alerts-view.ts'
import { earliest } from './earliest.ts'
import type { Evaluate, PrepareRules } from './evaluation.ts'
import { type Incident, incidentView, isOpen } from './incident.ts'
import { IncidentBook, subjectKey } from './incident-book.ts'
import { IncidentWatch } from './incident-watch.ts'
import { Messenger } from './messenger.ts'
import { Parents } from './parents.ts'
import { quietHoursUntil } from './quiet-hours.ts'
import type { Circumstances } from './suppress.ts'
import { timelineEntry } from './timeline.ts'

export interface AlertsOptions {
  readonly clock: Clock
  readonly log: EngineLog
  readonly changes: ChangeLog
  readonly book: StatusBook
  readonly subjects: AlertSubjects
  readonly store: AlertStore & { readonly open?: () => Promise<void> }
  readonly prepareRules: PrepareRules
  /** Every kind of notifier there is. */
  readonly kinds: readonly Pick<Notifier, 'kind' | 'style' | 'isHere'>[]
  readonly config: () => Pick<Config, 'alerts' | 'notifiers'>
  /** Until when notifications are quiet; null where they are not. */
  readonly quietUntil: () => number | null
  /** Messages on their way, which are kept already. */
  readonly deliver: (deliveries: readonly Delivery[]) => void
  /** Somebody takes care of the incident of this. */
  readonly onAcknowledged?: (subject: AlertSubjectRef) => void
  /** Monitors whose next check tells whether others fail for a reason of their own. */
  readonly checkSoon?: (monitorIds: readonly string[]) => void
  /** 0 to 1, as `Math.random`. */
  readonly random?: () => number
}

/** How long changes gather before they are looked at: far below what a person notices. In ms. */
const LOOK_DELAY_MS = 10
/** A timer set for much longer would be late after the clock was set. In ms. */
const LOOK_AGAIN_MS = 60_000
const MINUTE_MS = 60_000
const PRUNE_MS = 3_600_000
const DAY_MS = 86_400_000

/** Decides what is worth telling, keeps the incidents, and has people told. */
export class Alerts {
  readonly #options: AlertsOptions
  readonly #incidents: IncidentBook
  readonly #watch: IncidentWatch
  readonly #messenger: Messenger
  readonly #parents: Parents
  readonly #unsubscribe: () => void
  /** What is to be looked at, by key. */
  readonly #dirty = new Map<string, AlertSubjectRef>()
  /** Incidents in which a person did something. */
  readonly #touched = new Set<string>()
  #settings: AlertsConfig
  #evaluate: Evaluate
  #view: AlertsView | null = null
  #revision = 0
  #isReady = false
  #isStopped = false
  #timer: Timer | null = null
  #timerAt = Number.POSITIVE_INFINITY
  #circumstances = ''
  #quietHours: { readonly minute: number; readonly until: number | null } = { minute: -1, until: null }
  #prunedAt = 0

  constructor(options: AlertsOptions) {
    this.#options = options
    const { store, log, subjects, book, kinds, changes, random = Math.random } = options
    this.#incidents = new IncidentBook({ store, log, random })
    this.#watch = new IncidentWatch(this.#incidents, subjects)
    this.#messenger = new Messenger({
      ...{ book: this.#incidents, kinds, random },
      overall: () => book.overall,
    })
    this.#parents = new Parents(book)
    const { alerts, notifiers } = options.config()
    this.#settings = alerts
    this.#evaluate = options.prepareRules(alerts.rules)
    this.#messenger.configure(notifiers)
    this.#unsubscribe = changes.subscribe(change => this.#onChange(change))
  }

  /** Opens what is kept, and looks at everything. Until then nothing is told. */
  async start(): Promise<void> {
    const { store, clock } = this.#options
    await store.open?.()
    if (this.#isStopped) return
    if (store.seenAt() === null) store.setSeenAt(clock.now())
    this.#incidents.load()
    this.#restorePushed()
    this.#watch.restore()
    this.#isReady = true
    this.#lookAtAll()
    this.#changed()
  }

  /** Takes changed rules, notifiers and settings over. */
  configure(): void {
    const { alerts, notifiers } = this.#options.config()
    const rules = this.#settings.rules
    this.#settings = alerts
    this.#quietHours = { minute: -1, until: null }
    this.#messenger.configure(notifiers)
    if (!isDeepStrictEqual(rules, alerts.rules)) this.#evaluate = this.#options.prepareRules(alerts.rules)
    this.#lookAtAll()
  }

  /** As the stream tells them. */
  view(): AlertsView {
    const { store, clock } = this.#options
    this.#view ??= alertsView(this.#incidents.live(), store, clock.now(), this.#revision)
    return this.#view
  }

  /** Something changed that the rules look at besides what is announced: quiet time, a deviation, a pushed alert. */
  look(...refs: readonly AlertSubjectRef[]): void {
    for (const ref of refs) this.#dirty.set(subjectKey(ref), ref)
    this.#lookBy(this.#options.clock.now() + LOOK_DELAY_MS)
  }

  /** A page of them, newest first. */
  incidents(query: ProcedureInput<'incidents'>): { incidents: IncidentView[]; next: string | null } {
    const page = this.#options.store.page(query)
    const next = page.length < query.limit ? null : (page.at(-1)?.id ?? null)
    return { incidents: page.map(incidentView), next }
  }

  incident(id: string): Omit<IncidentDetail, 'deliveries' | 'hasLogs'> | null {
    const { store } = this.#options
    const incident = this.#incidents.get(id) ?? store.incident(id)
    return incident && { incident: incidentView(incident), timeline: [...store.timeline(id)] }
  }

  /** The open incident of something; null where there is none. */
  openIncidentOf(ref: AlertSubjectRef): IncidentView | null {
    const incident = this.#incidents.openOf(subjectKey(ref))
    return incident && incidentView(incident)
  }

  acknowledge(ids: readonly string[], note: string, by: string): void {
    const at = this.#options.clock.now()
    const text = note === '' ? `${by} takes care.` : `${by} takes care: ${note}`
    this.#change(ids, incident => ({
      incident: { ...incident, acknowledged: { at, by, note }, changedAt: at },
      entry: timelineEntry(at, 'acknowledged', text, { by }),
    }))
    for (const id of ids) {
      const subject = this.#incidents.get(id)?.subject
      if (subject) this.#options.onAcknowledged?.(subject)
    }
  }

  unacknowledge(ids: readonly string[]): void {
    const at = this.#options.clock.now()
    this.#change(ids, incident => {
      if (incident.acknowledged === null) return null
      // Reminders and escalations begin anew.
      const anew = { acknowledged: null, alarmedAt: null, reminders: 0, remindedAt: null, escalated: [] }
      return {
        incident: { ...incident, ...anew, changedAt: at },
        entry: timelineEntry(at, 'unacknowledged', 'It is open again: the acknowledgement was taken back.'),
      }
    })
  }

  addNote(id: string, note: string, by: string): void {
    this.#note([id], timelineEntry(this.#options.clock.now(), 'note', note, { by }))
    this.#lookNow()
  }

  /** Notes something that happened in incidents, open or past: a command that was run, a message that was not delivered. */
  addEntry(ids: readonly string[], entry: TimelineEntry): void {
    this.#note(ids, entry)
    // Thousands may come at once, of messages that were dropped: they are written together.
    this.look()
  }

  /** Somebody opened the dashboard. */
  markSeen(): void {
    const { store, clock } = this.#options
    store.setSeenAt(clock.now())
    if (this.view().unseen !== null) this.#changed()
  }

  stop(): void {
    this.#isStopped = true
    this.#unsubscribe()
    this.#timer?.cancel()
    this.#timer = null
  }

  #note(ids: readonly string[], entry: TimelineEntry): void {
    const { store } = this.#options
    const known = ids.filter(id => (this.#incidents.get(id) ?? store.incident(id)) !== null)
    this.#incidents.note(known, entry)
  }

  #change(
    ids: readonly string[],
    make: (incident: Incident) => { readonly incident: Incident; readonly entry: TimelineEntry } | null,
  ): void {
    for (const id of ids) {
      const incident = this.#incidents.get(id)
      const made = incident && isOpen(incident) ? make(incident) : null
      if (made === null) continue
      this.#incidents.put(made.incident, [made.entry])
      this.#touched.add(id)
    }
    this.#lookNow()
  }

  #onChange({ topic, id }: Change): void {
    const { subjects } = this.#options
    if (topic === 'monitor') this.#mark(subjects.ofMonitor(id))
    else if (topic === 'metric') this.#mark([{ type: 'metric', id }])
    else if (topic === 'backend') {
      this.#mark(subjects.ofBackend(id))
      this.#mark(this.#openServicesOf(id))
    } else if (topic === 'overall') this.#mark(this.#pushed())
    else return
    this.#lookBy(this.#options.clock.now() + LOOK_DELAY_MS)
  }

  /** Alerts that came over a channel, and those that have and are open here. */
  *#pushed(): Iterable<AlertSubjectRef> {
    yield* this.#options.subjects.further()
    for (const { subject } of this.#incidents.live()) if (subject.type === 'pushed') yield subject
  }

  #mark(refs: Iterable<AlertSubjectRef>): void {
    for (const ref of refs) this.#dirty.set(subjectKey(ref), ref)
  }

  /** Also those that a backend does not report any more. */
  *#openServicesOf(backendId: string): Iterable<AlertSubjectRef> {
    for (const incident of this.#incidents.live()) {
      const { type, id } = incident.subject
      if (type === 'service' && id.startsWith(`${backendId}/`) && isOpen(incident)) yield incident.subject
    }
  }

  #lookAtAll(): void {
    this.#mark(this.#options.subjects.refs())
    for (const incident of this.#incidents.live()) {
      if (isOpen(incident)) this.#mark([incident.subject])
      this.#touched.add(incident.id)
    }
    this.#lookBy(this.#options.clock.now() + LOOK_DELAY_MS)
  }

  #lookBy(at: number): void {
    if (!this.#isReady || this.#isStopped || at >= this.#timerAt) return
    const { clock } = this.#options
    this.#timer?.cancel()
    this.#timerAt = at
    const left = Math.min(Math.max(0, at - clock.now()), LOOK_AGAIN_MS)
    this.#timer = clock.after(left, () => {
      if (clock.now() >= at) return this.#lookNow()
      this.#timerAt = Number.POSITIVE_INFINITY
      this.#lookBy(at)
    })
  }

  #lookNow(): void {
    if (!this.#isReady || this.#isStopped) return
    const { clock, deliver } = this.#options
    this.#timer?.cancel()
    this.#timerAt = Number.POSITIVE_INFINITY
    const now = clock.now()
    const touched = this.#evaluateDirty(now)
    const circumstances = this.#circumstancesAt(now)
    for (const id of this.#toReconsider(touched, circumstances)) this.#reconsider(id, circumstances)
    const deliveries = this.#messenger.tell(this.#settings, circumstances)
    const isChanged = this.#incidents.isChanged || deliveries.length > 0
    this.#incidents.commit(deliveries, incident => this.#messenger.isOwed(incident))
    if (deliveries.length > 0) deliver(deliveries)
    if (isChanged) this.#changed()
    this.#prune(now)
    const next = earliest(earliest(this.#watch.nextAt, this.#messenger.nextAt), circumstances.quietHoursUntil)
    if (next !== null) this.#lookBy(Math.max(next, now + 1))
  }

  /** Holds the rules against what changed, and what time alone may have changed. Answers with the incidents that may be told of. */
  #evaluateDirty(now: number): Set<string> {
    const { flappingChanges: changes, flappingMinutes } = this.#settings
    const withinMs = flappingMinutes * MINUTE_MS
    this.#mark(this.#watch.due(now))
    const touched = new Set(this.#touched)
    this.#touched.clear()
    const doubtful = new Set<string>()
    for (const ref of this.#dirty.values()) {
      const incident = this.#watch.look(ref, this.#evaluate, { changes, withinMs }, now)
      if (ref.type === 'monitor') for (const child of this.#parents.childrenOf(ref.id)) touched.add(child)
      if (incident === null) continue
      touched.add(incident.id)
      if (incident.openedAt === now)
        for (const id of this.#parents.toAsk(ref, this.#options.subjects)) doubtful.add(id)
    }
    this.#dirty.clear()
    if (doubtful.size > 0) this.#options.checkSoon?.([...doubtful])
    return touched
  }

  #circumstancesAt(now: number): Circumstances {
    const { book, quietUntil } = this.#options
    const isAnythingOpen = !this.#incidents.isEmpty
    // Messages say how it stands now.
    if (isAnythingOpen) book.settle()
    return {
      now,
      isOffline: book.overall.offline && book.overall.status === 'unknown',
      quietUntil: quietUntil(),
      quietHoursUntil: isAnythingOpen ? this.#quietHoursUntil(now) : null,
    }
  }

  /** Quiet hours begin and end with a minute; time zones are too dear to be asked at every look. */
  #quietHoursUntil(now: number): number | null {
    const minute = Math.floor(now / MINUTE_MS)
    if (this.#quietHours.minute !== minute)
      this.#quietHours = { minute, until: quietHoursUntil(this.#settings.quietHours, now) }
    return this.#quietHours.until
  }

  /** Those that changed and those whose time has come; all where what holds for all has changed. */
  #toReconsider(touched: Set<string>, circumstances: Circumstances): Iterable<string> {
    const { isOffline, quietUntil, quietHoursUntil: until } = circumstances
    const key = JSON.stringify([isOffline, quietUntil, until])
    const isSame = key === this.#circumstances
    this.#circumstances = key
    if (!isSame) return [...this.#incidents.live()].map(({ id }) => id)
    for (const id of this.#messenger.due(circumstances.now)) touched.add(id)
    return touched
  }

  #reconsider(id: string, circumstances: Circumstances): void {
    const incident = this.#incidents.get(id)
    if (!incident) return
    const found = this.#options.subjects.find(incident.subject)
    const subject = found.is === 'there' && isKnown(found.subject) ? found.subject : null
    const parents = this.#parents.of(incident, found.is === 'there' ? found.subject.needs : [])
    this.#messenger.reconsider(incident, { subject, parents }, this.#settings, circumstances)
    // Whoever was to be told of its end may be gone, or want it no more: then nothing is to come of it.
    if (!isOpen(incident) && !this.#messenger.isOwed(incident)) this.#incidents.put(incident)
  }

  /** What was pushed lasts until it is over, and not until Traylight begins anew. */
  #restorePushed(): void {
    const { book } = this.#options
    if (book.pushedId === null) return
    for (const incident of this.#incidents.live()) {
      const { subject, status, startedAt } = incident
      if (subject.type !== 'pushed' || !isOpen(incident)) continue
      const level = status === 'unhealthy' ? 'critical' : status === 'degraded' ? 'warning' : 'info'
      book.pushedAlerts.restore(subject.id, level, startedAt)
    }
  }

  #changed(): void {
    this.#view = null
    this.#revision++
    this.#options.changes.changed('alerts')
  }

  #prune(now: number): void {
    if (now - this.#prunedAt < PRUNE_MS) return
    this.#prunedAt = now
    this.#options.store.prune(now - this.#settings.keepDays * DAY_MS)
  }
}

/** Whether anything is known of it at this moment. */
function isKnown({ type, status, value }: { type: string; status: string; value: number | null }): boolean {
  return status !== 'unknown' && (type !== 'metric' || value !== null)
}
