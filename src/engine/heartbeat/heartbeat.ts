import { isDeepStrictEqual } from 'node:util'
import { type HeartbeatConfig, heartbeatSchema } from '#shared/heartbeat-config.ts'
import type { Notice } from '#shared/views.ts'
import { explainFailure } from '../checkers/explain-failure.ts'
import { statusText } from '../checkers/http-status-text.ts'
import type { Clock, Timer } from '../clock.ts'
import type { Resolved } from '../config/references.ts'
import type { EngineLog } from '../engine-log.ts'

export interface HeartbeatOptions {
  readonly clock: Clock
  readonly log: EngineLog
  readonly version: string
  readonly resolve: (value: unknown) => Promise<Resolved<unknown>>
  /** Whether Traylight itself does its work: checks run in time, and what it remembers can be written. */
  readonly isWell: () => Promise<boolean>
  readonly onNotices: () => void
}

const TIMEOUT_MS = 10_000
/** So many calls that fail one after another are worth a word. */
const WORTH_A_WORD = 3

/**
 * Calls an address again and again while Traylight is well, so that whoever waits for the calls notices its silence. The
 * address is a secret: whoever knows it could go on calling.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions
  readonly #stopping = new AbortController()
  #config: HeartbeatConfig | null = null
  #timer: Timer | null = null
  #calling: Promise<void> = Promise.resolve()
  #failures = 0
  #problem = ''

  constructor(options: HeartbeatOptions) {
    this.#options = options
  }

  /** Begins, or goes on with a changed configuration. Without an address nothing is called. */
  apply(config: HeartbeatConfig): void {
    if (this.#stopping.signal.aborted || isDeepStrictEqual(config, this.#config)) return
    this.#config = config
    this.#timer?.cancel()
    this.#failures = 0
    if (this.#problem !== '') this.#say('')
    if (config.url !== undefined) this.#next(0)
  }

  notices(): readonly Notice[] {
    return this.#problem === '' ? [] : [{ id: 'heartbeat', level: 'warning', text: this.#problem }]
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#timer?.cancel()
    await this.#calling
  }

  #next(delayMs: number): void {
    this.#timer = this.#options.clock.after(delayMs, () => {
      const config = this.#config
      if (config === null) return
      this.#calling = this.#call(config).finally(() => {
        if (config === this.#config && !this.#stopping.signal.aborted) this.#next(config.everySeconds * 1000)
      })
    })
  }

  async #call(config: HeartbeatConfig): Promise<void> {
    if (!(await this.#options.isWell())) {
      this.#options.log.warn({}, 'The heartbeat is left out, since Traylight is not well')
      return
    }
    const problem = await this.#problemOfCall(config)
    if (config !== this.#config || this.#stopping.signal.aborted) return
    this.#failures = problem === null ? 0 : this.#failures + 1
    if (problem === null) this.#say('')
    else if (this.#failures >= WORTH_A_WORD) this.#say(problem)
  }

  async #problemOfCall({ url: written, method }: HeartbeatConfig): Promise<string | null> {
    const resolved = await this.#options.resolve({ url: written })
    if (!resolved.ok) return `The heartbeat cannot be sent. ${resolved.message}`
    const url = URL.parse(heartbeatSchema.safeParse(resolved.value).data?.url ?? '')
    if (url === null) return 'The address of the heartbeat is none once its references are filled in.'
    const late = new AbortController()
    const deadline = this.#options.clock.after(TIMEOUT_MS, () => late.abort())
    try {
      const { request } = await import('undici')
      const answer = await request(url, {
        method,
        headers: { 'user-agent': `Traylight/${this.#options.version}` },
        signal: AbortSignal.any([this.#stopping.signal, late.signal]),
      })
      await answer.body.dump()
      if (answer.statusCode < 400) return null
      return `The heartbeat at ${url.host} was answered with ${statusText(answer.statusCode)}. Check its address.`
    } catch (error) {
      if (late.signal.aborted)
        return `The heartbeat at ${url.host} was not answered within ${TIMEOUT_MS / 1000} s.`
      const about = { subject: 'The heartbeat', address: url.host, host: url.hostname }
      return explainFailure(error, about).message
    } finally {
      deadline.cancel()
    }
  }

  #say(problem: string): void {
    if (problem === this.#problem) return
    this.#problem = problem
    if (problem !== '') this.#options.log.warn({}, problem)
    this.#options.onNotices()
  }
}
