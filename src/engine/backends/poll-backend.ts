import type { Backend } from '#shared/config.ts'
import { explainFailure } from '../checkers/explain-failure.ts'
import { type HttpExchange, hostOf, showUrl } from '../checkers/http-exchange.ts'
import { exchangeFresh } from '../checkers/http-fresh.ts'
import type { Clock } from '../clock.ts'
import { type AskOptions, askEndpoints, type Question, type Round } from './ask-endpoints.ts'
import { answeredPoll, type BackendPoll, fruitlessPoll, silentPoll } from './backend-poll.ts'
import type { SilentEndpoint } from './combine-reports.ts'
import type { NoMetrics, ReadMetrics } from './fetch-metrics.ts'
import type { BackendFormat, BackendReport, ReportedService } from './format.ts'
import { hasRestarted } from './has-restarted.ts'
import {
  type EndpointReport,
  HEALTH_ENDPOINTS,
  type HealthEndpoint,
  isThere,
  worthPolling,
} from './health-endpoints.ts'
import { MetricsPoller } from './metrics-poller.ts'
import { type PollOptions, pollContext } from './poll-context.ts'
import { formats as allFormats } from './registry.ts'
import { withMetrics } from './with-metrics.ts'

export interface BackendPollerOptions {
  readonly clock: Clock
  /** All registered ones by default. */
  readonly formats?: readonly BackendFormat[]
  /** How a request is made; over a fresh connection each by default. */
  readonly exchange?: HttpExchange
}

/** Endpoints are looked for again after this long: a deployment may have added some. */
const LOOK_AGAIN_MS = 3_600_000
/** Sooner where some were in trouble, or the backend restarts all the time (each replica behind a balancer is another). */
const LOOK_SOON_MS = 60_000

/** An endpoint that is polled, and the services it named last. */
interface KnownEndpoint {
  readonly endpoint: HealthEndpoint
  readonly services: readonly ReportedService[]
}

/** What is remembered of a backend between polls. */
interface Memory {
  /** The configuration it was learnt with; another one starts afresh. */
  readonly url: string
  readonly format: string
  /** The endpoints it has, by path. */
  readonly known: ReadonlyMap<string, KnownEndpoint>
  readonly lookedAt: number
  readonly lookAgainAt: number
  readonly last: Pick<BackendReport, 'instance' | 'uptimeSeconds'>
}

/**
 * Polls backends, and remembers of each which health endpoints it has.
 *
 * A backend whose `url` is a root is asked for all the report's health endpoints the first time, every hour, after a
 * restart and when the known ones are gone; in between for those it has. A `url` with a path is asked as it stands.
 * Its metrics are asked for beside; neither how it is nor when that is known depends on them.
 */
export class BackendPoller {
  readonly #clock: Clock
  readonly #ask: AskOptions
  readonly #metrics: MetricsPoller
  readonly #memories = new Map<string, Memory>()

  constructor({ clock, formats = allFormats, exchange = exchangeFresh }: BackendPollerOptions) {
    this.#clock = clock
    this.#ask = { formats, exchange }
    this.#metrics = new MetricsPoller({ clock, exchange })
  }

  /** Polls one backend, its references resolved. Always resolves, at the latest at its deadline. */
  async poll(backend: Backend, options: PollOptions): Promise<BackendPoll> {
    const url = URL.parse(backend.url)
    if (!url) return silentPoll('misconfigured', `${backend.name} has no address that can be asked.`)
    const { context, release } = pollContext(url, options, this.#clock)
    this.#metrics.begin({ backend, url }, options)
    try {
      const poll = await this.#pollHealth({ backend, url, context })
      const found = await this.#metrics.take(backend.id)
      if (poll.restarted) this.#metrics.lookAgain(backend.id)
      return withMetrics(poll, found, backend)
    } finally {
      release()
    }
  }

  /** Reads all samples of a backend's metrics now, its references resolved; null where it is said to have none. */
  async readMetrics(backend: Backend, options: PollOptions): Promise<ReadMetrics | NoMetrics | null> {
    const url = URL.parse(backend.url)
    return url && this.#metrics.readAll({ backend, url }, options)
  }

  /** Drops what is remembered of a backend that is no longer configured. */
  forget(id: string): void {
    this.#memories.delete(id)
    this.#metrics.forget(id)
  }

  async #pollHealth(question: Question): Promise<BackendPoll> {
    const { url } = question
    try {
      return await this.#pollOrLook(question)
    } catch (error) {
      const about = { subject: 'The backend', address: showUrl(url), host: hostOf(url) }
      const { failure, message } = explainFailure(error, about)
      return silentPoll(failure, message)
    }
  }

  async #pollOrLook(question: Question): Promise<BackendPoll> {
    const { id, url, format } = question.backend
    const kept = this.#memories.get(id)
    const memory = kept?.url === url && kept.format === format ? kept : undefined
    if (!memory) return this.#look(question)
    const now = this.#clock.monotonic()
    if (memory.known.size === 0 || now >= memory.lookAgainAt) {
      const poll = await this.#look(question, memory)
      return { ...poll, restarted: hasRestarted(memory.last, poll) }
    }
    const poll = await this.#pollKnown(question, memory)
    if (!hasRestarted(memory.last, poll)) return poll
    if (now - memory.lookedAt < LOOK_SOON_MS) {
      this.#lookAt(id, now + LOOK_SOON_MS)
      return { ...poll, restarted: true }
    }
    const afresh = await this.#look(question, memory)
    // What a backend that is still starting said a moment ago is better than that it fails to say it again.
    return { ...(afresh.failure === undefined ? afresh : poll), restarted: true }
  }

  /** Asks for everything a backend may have, and remembers what is worth asking. */
  async #look(question: Question, memory?: Memory): Promise<BackendPoll> {
    const { backend, url } = question
    const round = await askEndpoints(
      isRoot(url) ? HEALTH_ENDPOINTS : [{ path: url.pathname }],
      question,
      this.#ask,
    )
    const [first, ...others] = worthPolling(round.answered)
    const silent = memory ? silentEndpoints(withoutGone(round, memory), memory) : []
    const poll = first ? answeredPoll([first, ...others], silent) : fruitlessPoll(round)
    const now = this.#clock.monotonic()
    this.#memories.set(backend.id, {
      url: backend.url,
      format: backend.format,
      known: new Map(first ? [...[first, ...others].map(known), ...stillKnown(silent, memory)] : []),
      lookedAt: now,
      lookAgainAt: now + (hadTrouble(round) ? LOOK_SOON_MS : LOOK_AGAIN_MS),
      last: first ? poll : (memory?.last ?? {}),
    })
    return poll
  }

  async #pollKnown(question: Question, memory: Memory): Promise<BackendPoll> {
    const { id } = question.backend
    const round = await askEndpoints(endpointsOf(memory), question, this.#ask)
    const [first, ...others] = worthPolling(round.answered)
    if (!first) {
      if (round.failed.length === 0 && isRoot(question.url)) return this.#look(question, memory)
      this.#lookAt(id, Number.NEGATIVE_INFINITY)
      return fruitlessPoll(round)
    }
    const there: readonly [EndpointReport, ...EndpointReport[]] = [first, ...others]
    const poll = answeredPoll(there, silentEndpoints(round, memory))
    this.#memories.set(id, { ...memory, known: new Map([...memory.known, ...there.map(known)]), last: poll })
    return poll
  }

  #lookAt(id: string, moment: number): void {
    const memory = this.#memories.get(id)
    if (memory) this.#memories.set(id, { ...memory, lookAgainAt: moment })
  }
}

/** Whether a backend's address is its root, so that its endpoints are to be found. */
function isRoot(url: URL): boolean {
  return url.pathname === '/' && url.search === ''
}

/** Whether some endpoint may be there and only could not answer now. */
function hadTrouble({ answered, failed }: Round): boolean {
  return failed.length > 0 || answered.some(one => !isThere(one) && one.answer.statusCode >= 500)
}

function known({ path, category, probe, report }: EndpointReport): readonly [string, KnownEndpoint] {
  const endpoint = { path, ...(category && { category }), ...(probe && { probe }) }
  return [path, { endpoint, services: report.services }]
}

/** What was known before and may be there still: it is in trouble, and did not say that there is no such thing. */
function withoutGone({ answered, failed }: Round, memory: Memory): Round {
  return {
    answered: answered.filter(({ path, answer }) => memory.known.has(path) && answer.statusCode >= 500),
    failed: failed.filter(({ path }) => memory.known.has(path)),
  }
}

function stillKnown(silent: readonly SilentEndpoint[], memory: Memory | undefined) {
  return silent.flatMap(({ path }) => {
    const endpoint = memory?.known.get(path)
    return endpoint ? [[path, endpoint] as const] : []
  })
}

function endpointsOf(memory: Memory): readonly HealthEndpoint[] {
  return [...memory.known.values()].map(({ endpoint }) => endpoint)
}

function silentEndpoints({ answered, failed }: Round, memory: Memory): readonly SilentEndpoint[] {
  const refused = answered
    .filter(endpoint => !isThere(endpoint))
    .map(({ path, answer }) => ({ path, message: `${answer.url} answered ${answer.statusCode}.` }))
  return [...failed, ...refused].map(({ path, message }) => {
    const last = memory.known.get(path)
    return { path, message, ...last?.endpoint, services: last?.services ?? [] }
  })
}
