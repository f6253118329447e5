import { hostname } from 'node:os'
import type { Config } from '#shared/config.ts'
import type { AlertSubjectRef, IncidentLog } from '#shared/incidents.ts'
import type { Notice } from '#shared/views.ts'
import { AlertSubjects, type Deviation } from './alerts/alert-subjects.ts'
import { Alerts } from './alerts/alerts.ts'
import { compileRules, evaluate } from './alerts/evaluate.ts'
import { KeptAlerts } from './alerts/kept-alerts.ts'
import { pushedSubjects } from './alerts/pushed-subjects.ts'
import { timelineEntry } from './alerts/timeline.ts'
import type { AnomalyWatch } from './anomaly/anomaly-watch.ts'
import type { Timer } from './clock.ts'
import type { Resolved } from './config/references.ts'
import type { EngineOptions } from './engine-options.ts'
import { Healing } from './healing/healing.ts'
import { HealingNotes } from './healing/healing-notes.ts'
import { Heartbeat } from './heartbeat/heartbeat.ts'
import type { HistoryStore } from './history/history-store.ts'
import { IncidentLogs } from './incident-logs/incident-logs.ts'
import type { Delivery } from './notify/delivery.ts'
import { DeliveryDesk } from './notify/delivery-desk.ts'
import type { NativeNotifier } from './notify/notification.ts'
import { notifiers } from './notify/notifiers/registry.ts'
import type { ChangeLog } from './status/change-log.ts'
import type { StatusBook } from './status/status-book.ts'

/** From the start to the opening of what is kept: the first status must not wait for it. In ms. */
const OPEN_AFTER_MS = 200

export interface TellingOptions extends Pick<EngineOptions, 'clock' | 'log' | 'dataDir' | 'version'> {
  /** Shows notifications on this machine; null where nobody looks. */
  readonly native: NativeNotifier | null
  /** Where sounds are; null where there are none. */
  readonly resourcesDir: string | null
  readonly book: StatusBook
  readonly changes: ChangeLog
  readonly config: () => Config
  readonly resolve: (value: unknown) => Promise<Resolved<unknown>>
  /** May throw HistoryFailure while the history is being opened. */
  readonly history: () => HistoryStore
  /** Stand-ins are watched: nobody should run for it. */
  readonly isDemo: boolean
  readonly quietUntil: () => number | null
  /** Checks monitors out of turn: what they find tells whether others fail for a reason of their own. */
  readonly checkSoon: (monitorIds: readonly string[]) => void
  /** Whether Traylight itself does its work. */
  readonly isWell: () => boolean
  /** Ends what runs when the engine stops. */
  readonly signal: AbortSignal
}

/**
 * Who tells people what is worth telling: the alerts, the desk that sends the messages about them, and what is done and
 * known besides: commands that heal, log lines, how things usually are, and the sign of life.
 */
export class Telling {
  readonly alerts: Alerts
  /** What rules look at. */
  readonly subjects: AlertSubjects
  readonly desk: DeliveryDesk
  readonly healing: Healing
  readonly logs: IncidentLogs
  readonly #heartbeat: Heartbeat
  readonly #options: TellingOptions
  readonly #kept: KeptAlerts
  #opening: Timer | null = null
  #anomalies: AnomalyWatch | null = null

  constructor(options: TellingOptions) {
    this.#options = options
    const { clock, log, dataDir, version, book, changes, config, resolve, isDemo } = options
    const onNotices = () => changes.changed('info')
    const { signal } = options
    this.#kept = new KeptAlerts({ clock, log, dataDir, onNotices })
    this.desk = new DeliveryDesk({
      ...{ clock, log, random: Math.random, notifiers, resolve, store: this.#kept },
      config: () => this.#reachable().notifiers,
      facts: {
        version,
        host: hostname(),
        isDemo,
        native: options.native,
        resourcesDir: options.resourcesDir,
      },
      onChange: () => {
        changes.changed('alerts')
        onNotices()
      },
      onOutcome: delivery => this.#onOutcome(delivery),
    })
    this.subjects = new AlertSubjects({
      ...{ book, now: () => clock.now(), thresholds: () => config().thresholds },
      deviationOf: ref => this.#deviationOf(ref),
      further: pushedSubjects(book.pushedAlerts),
    })
    this.alerts = new Alerts({
      ...{ clock, log, changes, book, kinds: notifiers, store: this.#kept },
      config: () => this.#reachable(),
      subjects: this.subjects,
      prepareRules: rules => {
        const compiled = compileRules(rules)
        return (subject, memory, now) => evaluate(compiled, subject, memory, now)
      },
      quietUntil: options.quietUntil,
      checkSoon: options.checkSoon,
      onAcknowledged: ({ type, id }) => {
        if (type === 'pushed') book.pushedAlerts.acknowledge(id)
      },
      deliver: deliveries => this.desk.take(deliveries),
    })
    const notes = new HealingNotes(clock, this.alerts)
    changes.subscribe(({ topic }) => {
      if (topic === 'alerts') notes.look()
    })
    this.healing = new Healing({
      ...{ clock, log, resolve, signal, book: () => book },
      onNote: note => notes.add(note),
      check: id => options.checkSoon([id]),
    })
    this.logs = new IncidentLogs({ clock, resolve, signal, sources: () => config().logSources })
    this.#heartbeat = new Heartbeat({
      ...{ clock, log, version, resolve, onNotices },
      isWell: async () => options.isWell(),
    })
  }

  /** Opens what is kept soon; from then on people are told, first of what was on its way when Traylight ended. */
  start(): void {
    this.#opening = this.#options.clock.after(OPEN_AFTER_MS, () => {
      void this.#begin()
      this.#heartbeat.apply(this.#options.config().heartbeat)
      void this.#compareWithUsual()
    })
  }

  async #begin(): Promise<void> {
    const { log, signal } = this.#options
    try {
      await this.alerts.start()
      if (!signal.aborted) this.desk.start()
    } catch (error) {
      log.error(
        { err: error },
        'Alerts could not be started, so nobody is told of anything. Start Traylight again.',
      )
    }
  }

  /** Takes a changed configuration over. */
  apply(): void {
    this.alerts.configure()
    this.desk.apply()
    this.#heartbeat.apply(this.#options.config().heartbeat)
    void this.#compareWithUsual()
  }

  /** The log lines around an incident; none of one that is not known. */
  async logsOf(incidentId: string): Promise<readonly IncidentLog[]> {
    const incident = this.alerts.incident(incidentId)?.incident
    return incident === undefined ? [] : this.logs.of(incident)
  }

  /** What the operator should know of it. */
  notices(): readonly Notice[] {
    return [...this.#kept.notices(), ...this.desk.notices(), ...this.#heartbeat.notices()]
  }

  async stop(): Promise<void> {
    this.#opening?.cancel()
    this.alerts.stop()
    await Promise.all([
      this.desk.stop(),
      this.healing.stop(),
      this.#heartbeat.stop(),
      this.#anomalies?.stop(),
    ])
    this.#kept.close()
  }

  /** On a server nobody sees notifications of its desktop, and there is nothing to complain of. */
  #reachable(): Config {
    const config = this.#options.config()
    if (this.#options.native !== null) return config
    return { ...config, notifiers: config.notifiers.filter(({ to }) => to.kind !== 'native') }
  }

  /** Learns how things usually are, once something is chosen that is to be compared with it. */
  async #compareWithUsual(): Promise<void> {
    const { clock, log, config, history, signal } = this.#options
    if (this.#anomalies !== null) return this.#anomalies.apply()
    const { monitors, metrics } = config().anomalies
    if (monitors.length + metrics.length === 0) return
    const { AnomalyWatch } = await import('./anomaly/anomaly-watch.ts')
    if (this.#anomalies !== null || signal.aborted) return
    this.#anomalies = new AnomalyWatch({
      ...{ clock, store: history, config: () => config().anomalies },
      onProblem: error => log.error({ err: error }, 'Learning how things usually are failed'),
    })
    this.#anomalies.start()
  }

  #deviationOf({ type, id }: AlertSubjectRef): Deviation | null {
    const { book, clock } = this.#options
    if (this.#anomalies === null) return null
    const value =
      type === 'metric'
        ? book.metrics.get(id)?.sample.value
        : type === 'monitor'
          ? book.monitors.get(id)?.watched.last?.responseTimeMs
          : null
    return this.#anomalies.deviationOf(type, id, value ?? null, clock.now())
  }

  #onOutcome({ state, endedAt, notifierId, message, problem }: Delivery): void {
    if (state !== 'failed') return
    const { clock, config } = this.#options
    const name = config().notifiers.find(({ id }) => id === notifierId)?.name ?? notifierId
    const entry = timelineEntry(endedAt ?? clock.now(), 'not-told', `${name} could not be told. ${problem}`)
    this.alerts.addEntry(
      message.incidents.map(({ id }) => id),
      entry,
    )
  }
}
