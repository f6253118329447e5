import type { Clock, Timer } from '../clock.ts'
import type { EngineLog } from '../engine-log.ts'
import { BusConnection } from './bus-connection.ts'
import { sessionBusAddress } from './session-bus-address.ts'

/** The session bus of this login, for as long as Traylight runs: a connection that is renewed whenever it is lost. */
export interface SessionBus {
  /** The connection there is, once an attempt under way has ended; null while nothing answers. */
  connection(): Promise<BusConnection | null>
  /**
   * Runs `setUp` with the connection there is and again with each that comes after it. What it rejects with is logged.
   * Returns how to end that; what was set up on the present connection is for the caller to take back.
   */
  whenConnected(setUp: (connection: BusConnection) => Promise<void>): () => void
  /** Hangs up and connects no more. */
  stop(): Promise<void>
}

/** What the session bus needs to know and to tell. */
export interface SessionBusOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly log: EngineLog
}

const CONNECT_DEADLINE_MS = 5000
const FIRST_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 60_000

/**
 * Connects to the session bus in the background; null where this login has none. After a loss it is tried again, after
 * pauses that double from 1 s to 1 min.
 */
export async function openSessionBus(options: SessionBusOptions): Promise<SessionBus | null> {
  const address = await sessionBusAddress(options.env)
  return address === null ? null : new RenewedBus(address, options)
}

class RenewedBus implements SessionBus {
  readonly #address: string
  readonly #clock: Clock
  readonly #log: EngineLog
  readonly #stopped = new AbortController()
  readonly #setUps = new Set<(connection: BusConnection) => Promise<void>>()
  #connection: BusConnection | null = null
  #attempt: Promise<void>
  #retry: Timer | null = null
  #pauseMs = FIRST_PAUSE_MS
  #isFailureSaid = false

  constructor(address: string, { clock, log }: SessionBusOptions) {
    this.#address = address
    this.#clock = clock
    this.#log = log
    this.#attempt = this.#connect()
  }

  async connection(): Promise<BusConnection | null> {
    await this.#attempt
    return this.#connection
  }

  whenConnected(setUp: (connection: BusConnection) => Promise<void>): () => void {
    this.#setUps.add(setUp)
    if (this.#connection !== null) this.#run(setUp, this.#connection)
    return () => this.#setUps.delete(setUp)
  }

  async stop(): Promise<void> {
    this.#stopped.abort()
    this.#retry?.cancel()
    await this.#attempt
    await this.#connection?.close()
  }

  async #connect(): Promise<void> {
    const tooLate = new AbortController()
    const timer = this.#clock.after(CONNECT_DEADLINE_MS, () => tooLate.abort())
    const signal = AbortSignal.any([this.#stopped.signal, tooLate.signal])
    try {
      const options = { address: this.#address, signal, clock: this.#clock, log: this.#log }
      this.#follow(await BusConnection.open(options))
    } catch (error) {
      this.#tryLater(error)
    } finally {
      timer.cancel()
    }
  }

  #follow(connection: BusConnection): void {
    this.#connection = connection
    this.#pauseMs = FIRST_PAUSE_MS
    this.#isFailureSaid = false
    this.#log.debug({ address: this.#address }, 'Connected to the session bus')
    for (const setUp of this.#setUps) this.#run(setUp, connection)
    const lost = () => {
      this.#connection = null
      this.#tryLater(connection.ended.reason)
    }
    if (connection.ended.aborted) lost()
    else connection.ended.addEventListener('abort', lost, { once: true })
  }

  #run(setUp: (connection: BusConnection) => Promise<void>, connection: BusConnection): void {
    setUp(connection).catch((error: unknown) => {
      if (!connection.ended.aborted)
        this.#log.error({ err: error }, 'Something could not be set up on the session bus')
    })
  }

  #tryLater(error: unknown): void {
    if (this.#stopped.signal.aborted) return
    const facts = { address: this.#address, reason: String(error) }
    const write = this.#isFailureSaid ? this.#log.debug : this.#log.warn
    write.call(this.#log, facts, 'No session bus: no tray icon and no notifications until it answers again')
    this.#isFailureSaid = true
    this.#retry = this.#clock.after(this.#pauseMs, () => {
      this.#attempt = this.#connect()
    })
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS)
  }
}
