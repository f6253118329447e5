import type { Backend, Thresholds } from '#shared/config.ts'
import type { Clock } from '../clock.ts'
import type { Resolved } from '../config/references.ts'
import { effectiveRetryMs } from '../status/effective-rules.ts'
import type { PolledReport, StatusBook } from '../status/status-book.ts'

/** Polls one backend as configured or drafted; never rejects. */
export type PollBackend = (backend: Backend) => Promise<PolledReport>

export interface BackendRunnerOptions {
  readonly clock: Clock
  readonly book: StatusBook
  readonly thresholds: () => Thresholds
  /** Fills references (`${env:…}`, `${file:…}`, `${secret:…}`) in a backend's address and headers. */
  readonly resolve: (value: unknown) => Promise<Resolved<unknown>>
  /** Aborted when the engine stops. */
  readonly signal: AbortSignal
}

/** Polls the configured backends and records what they report. */
export class BackendRunner {
  readonly #options: BackendRunnerOptions
  constructor(options: BackendRunnerOptions) {
    this.#options = options
  }
  forget(_id: string): void {}
  async run(id: string): Promise<number | undefined> {
    const entry = this.#options.book.backends.get(id)
    if (!entry) return undefined
    return effectiveRetryMs(entry.backend, this.#options.thresholds())
  }
  async poll(_backend: Backend): Promise<PolledReport> {
    return { status: 'unknown', message: '', details: {}, services: [], format: null, responseTimeMs: null }
  }
}
