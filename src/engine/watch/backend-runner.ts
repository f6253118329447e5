import { type Backend, backendSchema, type Thresholds } from '#shared/config.ts'
import { ApplicationSamples } from '../backends/application-samples.ts'
import { type BackendPoll, silentPoll } from '../backends/backend-poll.ts'
import type { BackendPoller } from '../backends/poll-backend.ts'
import type { PrometheusSample } from '../backends/prometheus-text.ts'
import type { Clock } from '../clock.ts'
import { SecretHider } from '../config/hide-secrets.ts'
import type { Resolved } from '../config/references.ts'
import { effectiveRetryMs } from '../status/effective-rules.ts'
import type { StatusBook } from '../status/status-book.ts'
import type { WakeGrace } from './wake-grace.ts'

export interface BackendRunnerOptions {
  readonly clock: Clock
  readonly grace: WakeGrace
  readonly book: StatusBook
  readonly poller: BackendPoller
  /** Another one, so that testing a draft teaches the real one nothing. */
  readonly testPoller: BackendPoller
  readonly thresholds: () => Thresholds
  /** Fills references (`${env:…}`, `${file:…}`, `${secret:…}`) in a backend's address and headers. */
  readonly resolve: (value: unknown) => Promise<Resolved<unknown>>
  /** Called when a backend is seen to have restarted. */
  readonly onRestart?: (id: string) => void
  /** Aborted when the engine stops. */
  readonly signal: AbortSignal
}

/** Nobody looks at an empty list for longer. */
const SAMPLES_WITHIN_MS = 30_000

type Failed = { readonly ok: false; readonly message: string }
export type SamplesRead = { readonly ok: true; readonly samples: readonly PrometheusSample[] } | Failed

/** Polls the configured backends and records what they report. */
export class BackendRunner {
  readonly #options: BackendRunnerOptions
  readonly #applications = new ApplicationSamples()

  constructor(options: BackendRunnerOptions) {
    this.#options = options
  }

  /** Drops what was learnt of a backend that changed or is gone. */
  forget(id: string): void {
    this.#options.poller.forget(id)
    this.#applications.forget(id)
  }

  /** Runs one scheduled poll and records it. Answers the ms until the next where that is not the interval. */
  async run(id: string): Promise<number | undefined> {
    const { book, clock, grace, poller, signal, thresholds } = this.#options
    const entry = book.backends.get(id)
    if (!entry || entry.backend.paused) return undefined
    const { backend } = entry
    const startedAt = clock.monotonic()
    const poll = await this.#poll(backend, poller)
    // The configuration may have changed meanwhile: the report belongs to the address that was asked.
    const current = book.backends.get(id)?.backend
    if (signal.aborted || current?.url !== backend.url || current.paused) return undefined
    const host = URL.parse(backend.url)?.hostname ?? null
    if (poll.restarted) this.#options.onRestart?.(id)
    const isExcused = grace.excuses({ failure: poll.failure, startedAt, host })
    const isPending = isExcused || book.recordPoll(id, poll, poll.restarted).isPending
    if (!isExcused) book.recordSamples(this.#applications.read(current, poll.metrics, clock), [])
    return isPending ? effectiveRetryMs(backend, thresholds()) : undefined
  }

  /** Polls a backend as drafted, without recording it. */
  async test(backend: Backend): Promise<BackendPoll> {
    const { testPoller } = this.#options
    const poll = await this.#poll(backend, testPoller)
    testPoller.forget(backend.id)
    return poll
  }

  /** The samples of a backend's metrics document, read now, or why they could not be. */
  async readSamples(backend: Backend): Promise<SamplesRead> {
    const { poller, signal } = this.#options
    const filled = await this.#fillIn(backend)
    if (!filled.ok) return filled
    const timeoutMs = Math.min(backend.timeoutSeconds * 1000, SAMPLES_WITHIN_MS)
    const found = await poller.readMetrics(filled.backend, { signal, timeoutMs })
    if (found === null) return { ok: true, samples: [] }
    const hider = new SecretHider(filled.secrets)
    if ('reason' in found) return { ok: false, message: hider.inText(found.message) }
    return { ok: true, samples: withoutSecretSamples(found.samples, hider) }
  }

  async #poll(backend: Backend, poller: BackendPoller): Promise<BackendPoll> {
    const filled = await this.#fillIn(backend)
    if (!filled.ok) return silentPoll('misconfigured', filled.message)
    const { signal } = this.#options
    const poll = await poller.poll(filled.backend, { signal, timeoutMs: backend.timeoutSeconds * 1000 })
    return withoutSecrets(poll, filled.secrets)
  }

  async #fillIn(backend: Backend): Promise<FilledIn> {
    const resolved = await this.#options.resolve(backend)
    if (!resolved.ok) return resolved
    const { data, success } = backendSchema.safeParse(resolved.value)
    if (success) return { ok: true, backend: data, secrets: resolved.secrets }
    return { ok: false, message: 'Its settings are not right once its references are filled in.' }
  }
}

/** A backend with its references filled in, or why they could not be. */
type FilledIn = { readonly ok: true; readonly backend: Backend; readonly secrets: readonly string[] } | Failed

/** A sample is found by its name as it stands: one that repeats a secret is not offered at all. */
function withoutSecretSamples(
  samples: readonly PrometheusSample[],
  hider: SecretHider,
): readonly PrometheusSample[] {
  return samples.flatMap(sample =>
    hider.inText(sample.sample) === sample.sample ? [{ ...sample, help: hider.inText(sample.help) }] : [],
  )
}

/** The poll without what was filled in for references, should the backend repeat it. */
function withoutSecrets(poll: BackendPoll, secrets: readonly string[]): BackendPoll {
  const hider = new SecretHider(secrets)
  return {
    ...poll,
    message: hider.inText(poll.message),
    details: hider.inDetails(poll.details),
    ...(poll.metrics && {
      metrics: { ...poll.metrics, samples: withoutSecretSamples(poll.metrics.samples, hider) },
    }),
    services: poll.services.map(service => ({
      ...service,
      message: hider.inText(service.message),
      details: hider.inDetails(service.details),
    })),
  }
}
