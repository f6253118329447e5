import { hostname } from 'node:os'
import type { Config } from '#shared/config.ts'
import type { Notice } from '#shared/views.ts'
import { AlertSubjects } from './alerts/alert-subjects.ts'
import { Alerts } from './alerts/alerts.ts'
import { compileRules, evaluate } from './alerts/evaluate.ts'
import { KeptAlerts } from './alerts/kept-alerts.ts'
import { timelineEntry } from './alerts/timeline.ts'
import type { Timer } from './clock.ts'
import type { Resolved } from './config/references.ts'
import type { EngineOptions } from './engine-options.ts'
import type { Delivery } from './notify/delivery.ts'
import { DeliveryDesk } from './notify/delivery-desk.ts'
import type { NativeNotifier } from './notify/notification.ts'
import { notifiers } from './notify/notifiers/registry.ts'
import type { ChangeLog } from './status/change-log.ts'
import type { StatusBook } from './status/status-book.ts'

/** From the start to the opening of what is kept: the first status must not wait for it. In ms. */
const OPEN_AFTER_MS = 200

export interface TellingOptions
  extends Pick<EngineOptions, 'clock' | 'log' | 'dataDir' | 'version' | 'notify'> {
  readonly book: StatusBook
  readonly changes: ChangeLog
  readonly config: () => Config
  readonly resolve: (value: unknown) => Promise<Resolved<unknown>>
  /** Stand-ins are watched: nobody should run for it. */
  readonly isDemo: boolean
  readonly quietUntil: () => number | null
  /** Checks monitors out of turn: what they find tells whether others fail for a reason of their own. */
  readonly checkSoon: (monitorIds: readonly string[]) => void
}

/** Who tells people what is worth telling: the alerts, and the desk that sends the messages about them. */
export class Telling {
  readonly alerts: Alerts
  /** What rules look at. */
  readonly subjects: AlertSubjects
  readonly desk: DeliveryDesk
  readonly #options: TellingOptions
  readonly #kept: KeptAlerts
  #opening: Timer | null = null

  constructor(options: TellingOptions) {
    this.#options = options
    const { clock, log, dataDir, version, book, changes, config, resolve, isDemo } = options
    const onNotices = () => changes.changed('info')
    this.#kept = new KeptAlerts({ clock, log, dataDir, onNotices })
    this.desk = new DeliveryDesk({
      ...{ clock, log, random: Math.random, notifiers, resolve, store: this.#kept },
      config: () => config().notifiers,
      facts: { version, host: hostname(), isDemo, native: nativeOf(options), resourcesDir: null },
      onChange: () => {
        changes.changed('alerts')
        onNotices()
      },
      onOutcome: delivery => this.#onOutcome(delivery),
    })
    this.subjects = new AlertSubjects({
      ...{ book, now: () => clock.now(), thresholds: () => config().thresholds },
    })
    this.alerts = new Alerts({
      ...{ clock, log, changes, book, config, kinds: notifiers, store: this.#kept },
      subjects: this.subjects,
      prepareRules: rules => {
        const compiled = compileRules(rules)
        return (subject, memory, now) => evaluate(compiled, subject, memory, now)
      },
      quietUntil: options.quietUntil,
      checkSoon: options.checkSoon,
      deliver: deliveries => this.desk.take(deliveries),
    })
  }

  /** Opens what is kept soon; from then on people are told, first of what was on its way when Traylight ended. */
  start(): void {
    this.#opening = this.#options.clock.after(OPEN_AFTER_MS, () => {
      void this.alerts.start().then(() => this.desk.start())
    })
  }

  /** Takes a changed configuration over. */
  apply(): void {
    this.alerts.configure()
    this.desk.apply()
  }

  /** What the operator should know of it. */
  notices(): readonly Notice[] {
    return [...this.#kept.notices(), ...this.desk.notices()]
  }

  async stop(): Promise<void> {
    this.#opening?.cancel()
    this.alerts.stop()
    await this.desk.stop()
    this.#kept.close()
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

/** Shows notifications through the shell; null where it has no means to. */
function nativeOf({ notify }: TellingOptions): NativeNotifier | null {
  if (notify === undefined) return null
  return { show: async notification => notify(notification), stop: async () => {} }
}
