import { randomUUID } from 'node:crypto'
import type { ProcedureInput, ProcedureOutput } from '#shared/contract.ts'
import type { DeliveryView } from '#shared/incidents.ts'
import { type NotifierConfig, notifierSchema } from '#shared/notifier-config.ts'
import type { Notice } from '#shared/views.ts'
import { isMapping } from '../config/is-mapping.ts'
import { notifierValidator } from '../config/validate-check.ts'
import { validateValue } from '../config/validate-value.ts'
import type { AlertMessage } from './alert-message.ts'
import type { Delivery } from './delivery.ts'
import { DeliveryQueue, type DeliveryQueueOptions } from './delivery-queue.ts'
import { DeliveryFailure, type Notifier } from './notifier.ts'
import { sendToNotifier } from './send-to-notifier.ts'

export interface DeliveryDeskOptions extends Omit<DeliveryQueueOptions, 'notifier'> {
  /** Every kind there is. */
  readonly notifiers: readonly Notifier[]
  /** Those that are configured. */
  readonly config: () => readonly NotifierConfig[]
}

const GONE = 'The notifier was deleted before it could be told.'
const PAUSED = 'The notifier is paused, so it was not told.'

/** Sends messages through the notifiers: again where that may help, not too many, and remembers what became of each. */
export class DeliveryDesk {
  readonly #options: DeliveryDeskOptions
  readonly #queues = new Map<string, DeliveryQueue>()
  readonly #ending = new AbortController()
  #dropping: Promise<unknown> = Promise.resolve()

  constructor(options: DeliveryDeskOptions) {
    this.#options = options
  }

  /** Takes up what waited when the engine ended, however it ended. */
  start(): void {
    this.#give(this.#options.store.waitingDeliveries(), { together: true })
  }

  /** Sends what is in the store already, and waits. */
  take(deliveries: readonly Delivery[]): void {
    this.#give(deliveries, { together: false })
  }

  /** Takes a changed configuration over: what was corrected is tried at once, what is deleted or paused is told nothing. */
  apply(): void {
    for (const [id, queue] of this.#queues) {
      const config = this.#configOf(id)
      const isSameKind = config?.to.kind === queue.config.to.kind
      if (config && isSameKind && !config.paused) {
        queue.configure(config)
        continue
      }
      this.#queues.delete(id)
      const dropped = queue.drop(config?.paused ? PAUSED : GONE)
      this.#dropping = Promise.all([this.#dropping, dropped])
    }
    this.#options.onChange()
  }

  deliveries(query: {
    readonly notifierId?: string
    readonly incidentId?: string
    readonly limit: number
  }): DeliveryView[] {
    return this.#options.store.deliveries(query).map(delivery => this.#viewOf(delivery))
  }

  /** Tries at once what waits or was given up. */
  retry(id: string): void {
    const { clock, store, onChange } = this.#options
    const delivery = store.delivery(id)
    if (delivery === null || delivery.state === 'delivered') return
    const queue = this.#queueOf(delivery.notifierId)
    if (typeof queue === 'string') return
    const now = clock.now()
    if (delivery.state === 'failed') {
      // It has a day anew.
      const again = { ...delivery, state: 'waiting', createdAt: now, nextAt: now, endedAt: null } as const
      store.saveDeliveries([again])
      queue.add([again])
    }
    queue.hurry()
    onChange()
  }

  /** Sends a test through a notifier as drafted. Answers with a sentence, or with what is wrong. */
  async test(draft: ProcedureInput<'testNotifier'>['notifier']): Promise<ProcedureOutput<'testNotifier'>> {
    const { clock, facts, notifiers, resolve } = this.#options
    // Where it goes does not depend on its name, which may not be thought of yet.
    const named = { ...draft, id: draft.id || 'test', name: draft.name || 'Test' }
    const read = validateValue(notifierSchema, named)
    const inTarget = isMapping(draft.to)
      ? notifierValidator(notifiers)(draft.to).map(({ path, message }) => ({
          path: ['to', ...path],
          message,
        }))
      : []
    if (!read.ok) return { ok: false, problems: [...read.problems.map(plain), ...inTarget] }
    if (inTarget.length > 0) return { ok: false, problems: inTarget }
    const { to } = read.value
    const notifier = notifiers.find(({ kind }) => kind === to.kind)
    if (!notifier)
      return { ok: false, problems: [{ path: ['to', 'kind'], message: 'There is no such kind.' }] }
    const resolved = await resolve(to)
    if (!resolved.ok) {
      const problems = resolved.problems.map(problem => ({
        ...plain(problem),
        path: ['to', ...problem.path],
      }))
      return { ok: false, problems }
    }
    try {
      const context = { clock, facts, resolve, signal: this.#ending.signal }
      await sendToNotifier(notifier, to, testMessage(clock.now(), facts.host), context)
      return { ok: true, message: `${notifier.title} took the test. Look whether it arrived.` }
    } catch (error) {
      if (!(error instanceof DeliveryFailure)) throw error
      return { ok: false, problems: [{ path: [], message: error.message }] }
    }
  }

  /** What is to be said of notifiers that do not work. */
  notices(): readonly Notice[] {
    return [...this.#queues.values()].flatMap(queue => queue.notices())
  }

  /** Ends it; what waits is taken up at the next start. */
  async stop(): Promise<void> {
    this.#ending.abort(new DeliveryFailure('Traylight is stopping.', { isWorthRetry: true }))
    await Promise.all([this.#dropping, ...[...this.#queues.values()].map(queue => queue.stop())])
  }

  #give(deliveries: readonly Delivery[], how: { readonly together: boolean }): void {
    for (const [notifierId, own] of Map.groupBy(deliveries, delivery => delivery.notifierId)) {
      const queue = this.#queueOf(notifierId)
      if (typeof queue === 'string') this.#refuse(own, queue)
      else queue.add(own, how)
    }
  }

  /** The queue of a notifier, or why there is none. */
  #queueOf(id: string): DeliveryQueue | string {
    const known = this.#queues.get(id)
    if (known) return known
    const config = this.#configOf(id)
    if (!config) return GONE
    if (config.paused) return PAUSED
    const notifier = this.#notifierOf(config)
    if (!notifier) return `There is no kind of notifier called "${config.to.kind}".`
    const queue = new DeliveryQueue(config, { ...this.#options, notifier })
    this.#queues.set(id, queue)
    return queue
  }

  #refuse(deliveries: readonly Delivery[], problem: string): void {
    const { clock, store, onOutcome, onChange } = this.#options
    const ended = deliveries.map(delivery => ({
      ...delivery,
      ...({ state: 'failed', problem, nextAt: null, endedAt: clock.now() } as const),
    }))
    store.saveDeliveries(ended)
    for (const delivery of ended) onOutcome(delivery)
    onChange()
  }

  #configOf(id: string): NotifierConfig | undefined {
    return this.#options.config().find(config => config.id === id)
  }

  #notifierOf(config: NotifierConfig): Notifier | undefined {
    return this.#options.notifiers.find(({ kind }) => kind === config.to.kind)
  }

  #viewOf({ id, notifierId, message, state, attempts, createdAt, ...delivery }: Delivery): DeliveryView {
    const config = this.#configOf(notifierId)
    const isWaiting = state === 'waiting'
    return {
      ...{ id, at: createdAt, notifierId, state, attempts },
      notifierName: config?.name ?? notifierId,
      notifierKind: config?.to.kind ?? '',
      title: message.title,
      incidentIds: message.incidents.map(incident => incident.id),
      endedAt: delivery.endedAt,
      nextAt: isWaiting ? (this.#queues.get(notifierId)?.nextAt ?? null) : null,
      message: delivery.problem,
    }
  }
}

const plain = ({
  path,
  message,
}: {
  readonly path: readonly (string | number)[]
  readonly message: string
}) => ({
  path: [...path],
  message,
})

function testMessage(at: number, host: string): AlertMessage {
  return {
    ...{ id: `test-${randomUUID()}`, kind: 'test', level: 'info' },
    title: `Test from Traylight on ${host}`,
    body: 'Nothing is wrong: somebody tried whether messages arrive here.',
    ...{ incidents: [], overall: 'healthy', at },
    route: { page: 'settings', section: 'notifiers' },
  }
}
