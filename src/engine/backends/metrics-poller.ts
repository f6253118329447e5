import { METRICS_PATH } from '#shared/config.ts'
import { canonicalSample } from '#shared/sample-name.ts'
import type { HttpExchange } from '../checkers/http-exchange.ts'
import type { Clock } from '../clock.ts'
import type { Question } from './ask-endpoints.ts'
import {
  fetchMetrics,
  lookForMetrics,
  type NoMetrics,
  type ReadMetrics,
  type SeenMetrics,
} from './fetch-metrics.ts'
import { type PollOptions, pollContext } from './poll-context.ts'

/** Where no sample is watched, metrics are only looked for, this often. */
const LOOK_AGAIN_MS = 3_600_000
/** Sooner where nothing answered. */
const LOOK_SOON_MS = 60_000
/** How long a poll waits for metrics once it has everything else. */
const GRACE_MS = 250

/** What is known of the metrics of a backend. */
export type FoundMetrics = ReadMetrics | SeenMetrics | NoMetrics

export type BackendAddress = Pick<Question, 'backend' | 'url'>

const NOT_YET: NoMetrics = { reason: 'no answer yet', message: 'It has not answered yet.' }

/** One backend's metrics: what was found last, and the request that is under way. */
interface State {
  /** What is asked for; where that is another now, all begins anew. */
  readonly key: string
  found: FoundMetrics | undefined
  asking: Promise<void> | undefined
  askAgainAt: number
  stop: (reason: unknown) => void
}

export interface MetricsPollerOptions {
  readonly clock: Clock
  readonly exchange: HttpExchange
}

/**
 * Asks backends for their metrics beside each poll. Where samples are watched they are read each time; else an hourly
 * look says whether there are any. No poll waits for them longer than a moment: what comes later, up to the deadline,
 * is found by the next one.
 */
export class MetricsPoller {
  readonly #clock: Clock
  readonly #exchange: HttpExchange
  readonly #states = new Map<string, State>()

  constructor({ clock, exchange }: MetricsPollerOptions) {
    this.#clock = clock
    this.#exchange = exchange
  }

  /** Begins to ask for a backend's metrics, where it is time to and they are not being asked for already. */
  begin(address: BackendAddress, options: PollOptions): void {
    const { backend, url } = address
    const { id, metrics } = backend
    const asked = metrics.length > 0 || isLookedFor(address) ? metricsUrl(address) : undefined
    const wanted = metrics.map(({ sample }) => canonicalSample(sample))
    const key = JSON.stringify([asked, wanted])
    if (this.#states.get(id)?.key !== key) this.forget(id)
    if (!asked) return
    const state = this.#states.get(id) ?? newState(key)
    this.#states.set(id, state)
    if (state.asking || this.#clock.monotonic() < state.askAgainAt) return

    const { context, stop, release } = pollContext(url, options, this.#clock)
    const question = { url: asked, headers: backend.headers ?? {}, exchange: this.#exchange }
    const isWatched = wanted.length > 0
    const answer = isWatched
      ? fetchMetrics(question, context, new Set(wanted))
      : lookForMetrics(question, context)
    state.stop = stop
    state.asking = answer.then(found => {
      release()
      state.asking = undefined
      state.found = found
      const restMs = 'failure' in found ? LOOK_SOON_MS : LOOK_AGAIN_MS
      state.askAgainAt = isWatched ? 0 : this.#clock.monotonic() + restMs
    })
  }

  /** What is known by now or in a moment; samples are handed out once. null where there is nothing to ask for. */
  async take(id: string): Promise<FoundMetrics | null> {
    const state = this.#states.get(id)
    if (!state) return null
    if (state.asking) await this.#graceFor(state.asking)
    const { found = NOT_YET } = state
    if ('samples' in found) state.found = undefined
    return found
  }

  /** Reads all samples of a backend now; null where it is said to have none. Always resolves. */
  async readAll(address: BackendAddress, options: PollOptions): Promise<ReadMetrics | NoMetrics | null> {
    const url = metricsUrl(address)
    if (!url) return null
    const { context, release } = pollContext(url, options, this.#clock)
    try {
      return await fetchMetrics(
        { url, headers: address.backend.headers ?? {}, exchange: this.#exchange },
        context,
      )
    } finally {
      release()
    }
  }

  /** Has a backend that is another one now looked at again with the next poll. */
  lookAgain(id: string): void {
    const state = this.#states.get(id)
    if (state) state.askAgainAt = 0
  }

  /** Drops what is known of a backend, and ends what is under way. */
  forget(id: string): void {
    const state = this.#states.get(id)
    this.#states.delete(id)
    state?.stop(new Error('The backend is no longer polled.'))
  }

  async #graceFor(asking: Promise<void>): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const grace = this.#clock.after(GRACE_MS, resolve)
    await Promise.race([asking, promise])
    grace.cancel()
  }
}

function newState(key: string): State {
  return { key, found: undefined, asking: undefined, askAgainAt: 0, stop: () => {} }
}

/** Whoever gives the path of a health endpoint has only that asked, unless they give that of the metrics too. */
function isLookedFor({ backend: { metricsPath }, url: { pathname, search } }: BackendAddress): boolean {
  return (pathname === '/' && search === '') || metricsPath !== METRICS_PATH
}

function metricsUrl({ backend: { metricsPath }, url: configured }: BackendAddress): URL | undefined {
  if (metricsPath === '') return undefined
  const url = new URL(configured)
  url.pathname = metricsPath
  url.search = ''
  return url
}
