import { createBirpc } from 'birpc'
import { z } from 'zod'
import { backendOfMetric } from '#shared/application-metric-id.ts'
import {
  type ClientSide,
  type ContractFailure,
  contract,
  contractFailureSchema,
  type EngineSide,
  HEARTBEAT_MS,
  type ProcedureInput,
  type ProcedureName,
  type ProcedureOutput,
} from '#shared/contract.ts'
import type { LiveStore } from './live-store.ts'
import type { Transport } from './transport.ts'
import { updateEnvelopeSchema } from './update-envelope.ts'

/** The engine refused a call or failed at it; `message` is for people. */
export class CallRefused extends Error {
  override readonly name = 'CallRefused'
  readonly failure: ContractFailure
  constructor(failure: ContractFailure) {
    super(failure.message)
    this.failure = failure
  }
}

/** Calls the engine and keeps the live store up to date, over whatever connection there is. */
export interface EngineClient {
  /**
   * Calls a procedure of the contract. Rejects with `CallRefused` when the engine says no, is not reached, does not
   * answer in time or answers with something that is not of the contract.
   */
  call<N extends ProcedureName>(name: N, input: ProcedureInput<N>): Promise<ProcedureOutput<N>>
  readonly store: LiveStore
  close(): void
}

const FIRST_RETRY_MS = 500
const LONGEST_RETRY_MS = 5_000
const CALL_TIMEOUT_MS = 60_000
const SLOW_CALL_TIMEOUT_MS = 600_000
/** Without any sign of life for this long the connection is taken for dead. */
const SILENCE_MS = HEARTBEAT_MS * 3
/** How much of the past sparklines begin with. */
const SEED_MS = 5 * 60_000

const isOfBackend = (metricId: string) => backendOfMetric(metricId) !== null

/** Procedures that only ask; every other is something the operator did and wants to see at once. */
const ASKING: ReadonlySet<ProcedureName> = new Set<ProcedureName>([
  'subscribe',
  'kinds',
  'getConfig',
  'monitorDetail',
  'previewProfile',
  'backendDetail',
  'backendSamples',
  'metricHistory',
  'topProcesses',
  'mutes',
  'exportConfig',
  'saveFile',
  'showInFolder',
  'startAtLogin',
  'checkForUpdates',
  'metrics',
  'historySeries',
  'history',
  'historySummary',
  'statusSpans',
  'uptimeTable',
  'trends',
  'historyInfo',
  'historyBackups',
  'startReport',
  'incidents',
  'incident',
  'incidentLogs',
  'markSeen',
])

/** The contract's output schemas, typed by name. */
const OUTPUTS: { readonly [N in ProcedureName]: { readonly output: z.ZodType<ProcedureOutput<N>> } } =
  contract

const answerSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), failure: contractFailureSchema }),
])

const refused = (message: string): CallRefused => new CallRefused({ code: 'failed', message })

/** Checking everything, a person who chooses a place, a download and a copy of years take their time. */
const SLOW: ReadonlySet<ProcedureName> = new Set<ProcedureName>([
  'checkNow',
  'saveFile',
  'installUpdate',
  'backupHistory',
  'restoreHistory',
])

function timeLimit(name: ProcedureName): number {
  return SLOW.has(name) ? SLOW_CALL_TIMEOUT_MS : CALL_TIMEOUT_MS
}

/** Rejects when `promise` has not settled within `ms`. */
function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(refused(`Traylight did not answer within ${ms / 1000} s. Try again.`)),
      ms,
    )
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

/** What a procedure answered, as its schema has it; throws `CallRefused` where it is a refusal or not of the contract. */
function parseAnswer<T>(schema: z.ZodType<T>, answer: unknown): T {
  const outer = answerSchema.safeParse(answer)
  if (!outer.success) throw refused('Traylight answered in a way this page does not know. Reload the page.')
  if (!outer.data.ok) throw new CallRefused(outer.data.failure)
  const value = schema.safeParse(outer.data.value)
  if (!value.success) throw refused('Traylight answered in a way this page does not know. Reload the page.')
  return value.data
}

interface Session {
  ask(name: ProcedureName, input: unknown): Promise<unknown>
  close(): void
}

/** One connection: birpc with JSON text frames over a transport. */
function openSession(
  transport: Transport,
  on: { readonly update: (update: unknown) => void; readonly frame: () => void; readonly closed: () => void },
): Session {
  const local: ClientSide = { update: update => on.update(update) }
  const rpc = createBirpc<EngineSide, ClientSide>(local, {
    post: text => transport.send(text),
    on: handler => {
      transport.onMessage(text => {
        on.frame()
        handler(text)
      })
    },
    serialize: message => JSON.stringify(message),
    deserialize: text => JSON.parse(text),
    // Each call has its own time limit.
    timeout: -1,
    onGeneralError: () => false,
  })
  transport.onClose(() => {
    rpc.$close(refused('The connection to Traylight was lost. Try again once it is back.'))
    on.closed()
  })
  return {
    // An argument that is not there stays away: as JSON it would arrive as null.
    ask: (name, input) =>
      input === undefined ? rpc.$callRaw({ method: 'call', args: [name] }) : rpc.call(name, input),
    close: () => transport.close(),
  }
}

/** Connects, and reconnects with growing pauses, until closed. */
class ReconnectingClient implements EngineClient {
  readonly store: LiveStore
  readonly #connect: () => Transport
  #session: Session | null = null
  #retryMs = FIRST_RETRY_MS
  #retryTimer: ReturnType<typeof setTimeout> | null = null
  #silenceTimer: ReturnType<typeof setTimeout> | null = null
  #closed = false

  constructor(connect: () => Transport, store: LiveStore) {
    this.#connect = connect
    this.store = store
    this.#open()
  }

  async call<N extends ProcedureName>(name: N, input: ProcedureInput<N>): Promise<ProcedureOutput<N>> {
    const session = this.#session
    if (!session) throw refused('Traylight is not connected. Try again once it is back.')
    const value = parseAnswer(OUTPUTS[name].output, await within(session.ask(name, input), timeLimit(name)))
    if (!ASKING.has(name)) this.store.showOwnAction()
    return value
  }

  close(): void {
    this.#closed = true
    if (this.#retryTimer) clearTimeout(this.#retryTimer)
    if (this.#silenceTimer) clearTimeout(this.#silenceTimer)
    this.#session?.close()
  }

  #open(): void {
    const session = openSession(this.#connect(), {
      update: update => this.#take(update),
      frame: () => this.#heard(),
      closed: () => this.#lost(session),
    })
    this.#session = session
    this.#heard()
    void this.#subscribe(session)
  }

  #take(raw: unknown): void {
    const update = updateEnvelopeSchema.safeParse(raw)
    if (!update.success) return
    const session = this.#session
    const seen = this.store.position()
    if (this.store.receive(update.data) || !session) return
    // An engine that restarted behind the same connection: what it sends follows nothing known here.
    if (seen && seen.instance !== update.data.instance) void this.#subscribe(session)
  }

  async #subscribe(session: Session): Promise<void> {
    try {
      const position = this.store.position()
      const answer = await within(session.ask('subscribe', position ?? {}), CALL_TIMEOUT_MS)
      const update = parseAnswer(updateEnvelopeSchema, answer)
      this.store.receive(update)
      this.#retryMs = FIRST_RETRY_MS
      this.store.setConnection('live')
      if (update.full) await this.#seed()
    } catch {
      // Whatever went wrong, a new connection begins anew.
      session.close()
    }
  }

  async #seed(): Promise<void> {
    const all = [...this.store.getState().metrics.keys()]
    // Those of this machine are on the first screen.
    const ids = all.toSorted((a, b) => Number(isOfBackend(a)) - Number(isOfBackend(b))).slice(0, 100)
    if (ids.length === 0) return
    const toMs = Date.now()
    try {
      const series = await this.call('metricHistory', { ids, fromMs: toMs - SEED_MS, toMs, points: 150 })
      this.store.seed(series)
    } catch {
      // Sparklines then begin empty; nothing else depends on it.
    }
  }

  #heard(): void {
    if (this.#silenceTimer) clearTimeout(this.#silenceTimer)
    this.#silenceTimer = setTimeout(() => this.#session?.close(), SILENCE_MS)
  }

  #lost(session: Session): void {
    if (this.#session !== session) return
    this.#session = null
    if (this.#silenceTimer) clearTimeout(this.#silenceTimer)
    if (this.#closed) return
    this.store.setConnection('disconnected')
    this.#retryTimer = setTimeout(() => this.#open(), this.#retryMs)
    this.#retryMs = Math.min(this.#retryMs * 2, LONGEST_RETRY_MS)
  }
}

/** A client over the transports that `connect` opens, one after another; it connects at once. */
export function connectEngine(connect: () => Transport, store: LiveStore): EngineClient {
  return new ReconnectingClient(connect, store)
}
