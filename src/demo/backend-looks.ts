import type { Checker } from '#engine/checkers/checker.ts'
import { postgresChecker } from '#engine/checkers/postgres.ts'
import { redisChecker } from '#engine/checkers/redis.ts'
import { runCheck } from '#engine/checkers/run-check.ts'
import { type Clock, systemClock, type Timer } from '#engine/clock.ts'
import { KeptResources } from '#engine/watch/kept-resources.ts'
import type { ToolboxaiBackend } from './toolboxai-backend.ts'

/** How often the backend looks, and how long it waits for an answer, in ms. */
const LOOK_EVERY_MS = 3000
const ANSWER_WITHIN_MS = 1500

export interface BackendLooksOptions {
  readonly backend: ToolboxaiBackend
  /** The services' addresses; one that is null is not reported at all. */
  readonly postgresUrl: string | null
  readonly redisUrl: string | null
  readonly clock?: Clock
}

interface Look {
  readonly service: 'postgresql' | 'redis'
  readonly checker: Checker
  readonly url: string
}

/** The backend's own looks at its databases, so that what it reports of them is true. */
export class BackendLooks {
  /** What it reports as healthy without looking. May be changed at any time. */
  readonly blindTo = new Set<string>()
  readonly #backend: ToolboxaiBackend
  readonly #clock: Clock
  readonly #looks: readonly Look[]
  readonly #kept = new KeptResources()
  readonly #stopping = new AbortController()
  #timer: Timer | null = null
  #round: Promise<unknown> = Promise.resolve()

  constructor({ backend, postgresUrl, redisUrl, clock = systemClock }: BackendLooksOptions) {
    this.#backend = backend
    this.#clock = clock
    this.#looks = [
      ...(postgresUrl === null
        ? []
        : [{ service: 'postgresql', checker: postgresChecker, url: postgresUrl } as const]),
      ...(redisUrl === null ? [] : [{ service: 'redis', checker: redisChecker, url: redisUrl } as const]),
    ]
  }

  /** Looks once, and from then on every few seconds. */
  async start(): Promise<void> {
    const known: ReadonlySet<string> = new Set(this.#looks.map(look => look.service))
    const services = this.#backend.state.services.database ?? {}
    for (const name of Object.keys(services)) if (!known.has(name)) delete services[name]
    await this.look()
    this.#next()
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('The backend is stopping.'))
    this.#timer?.cancel()
    await this.#round
    await this.#kept.releaseAll()
  }

  /** Looks now. */
  async look(): Promise<void> {
    this.#round = Promise.all(this.#looks.map(one => this.#lookAt(one)))
    await this.#round
  }

  #next(): void {
    if (this.#stopping.signal.aborted) return
    this.#timer = this.#clock.after(LOOK_EVERY_MS, () => void this.look().then(() => this.#next()))
  }

  async #lookAt({ service, checker, url }: Look): Promise<void> {
    if (this.blindTo.has(service)) return this.#backend.setHealthy(service, true)
    const { status, message, responseTimeMs } = await runCheck(
      checker,
      { url },
      {
        ...{ timeoutMs: ANSWER_WITHIN_MS, clock: this.#clock, keep: this.#kept.keeperFor(service) },
        signal: this.#stopping.signal,
      },
    )
    if (this.#stopping.signal.aborted || this.blindTo.has(service)) return
    this.#backend.setHealthy(service, status === 'healthy', message)
    const reported = this.#backend.state.services.database?.[service]
    if (reported && responseTimeMs !== null) reported.responseTimeMs = Math.round(responseTimeMs * 10) / 10
  }
}
