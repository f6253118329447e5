import { CheckFailure } from '../checkers/checker.ts'
import { headerText } from '../checkers/http-exchange.ts'
import { exchangeFresh } from '../checkers/http-fresh.ts'
import { ReusedConnection } from '../checkers/http-reused.ts'
import type { Clock } from '../clock.ts'
import { withDeadline } from './ask-endpoint.ts'

/** What is put under load, and how. */
export interface LoadPlan {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly requests: number
  readonly connections: number
  /** For each request, in ms; at least `LEAST_LOAD_TIMEOUT_MS`. */
  readonly timeoutMs: number
  readonly clock: Clock
  /** Whether its connections stay open for another request. */
  readonly keepsAlive: boolean
}

/** What came of it. Rate limiting ends it early, since more of the same would only be refused. */
export interface LoadCount {
  readonly sent: number
  /** How many answers had each status code. */
  readonly statuses: ReadonlyMap<number, number>
  /** In ms, of every answer. */
  readonly times: readonly number[]
  /** Without an answer in time. */
  readonly late: number
  /** Without an answer for another reason: refused, broken off. */
  readonly brokenOff: number
  /** `Retry-After` of a 429; empty without one. */
  readonly retryAfter: string
  /** Whether it was given up before all was sent, because it took too long. */
  readonly gaveUp: boolean
}

/** autocannon takes no shorter one. */
export const LEAST_LOAD_TIMEOUT_MS = 1000
/** Longer than this no endpoint is kept under load, in ms. */
const LONGEST_MS = 20_000
/** More than this of one answer ends it: no health document is that large. */
const MAX_BYTES = 2 * 1024 * 1024
/** How often autocannon looks whether it is done, in ms. */
const LOOK_EVERY_MS = 20
const RATE_LIMITED = 429

/**
 * Puts one endpoint under concurrent load, for at most twenty seconds. By autocannon where it can tell the truth: it
 * checks no certificates, and takes a connection that closes after each answer for lost requests.
 *
 * @throws only the reason of `signal`, once that is aborted; leaves nothing open
 */
export async function loadEndpoint(plan: LoadPlan, signal: AbortSignal): Promise<LoadCount> {
  const byAutocannon = plan.url.protocol === 'http:' && plan.keepsAlive
  const count = byAutocannon ? await withAutocannon(plan, signal) : await overOwnConnections(plan, signal)
  signal.throwIfAborted()
  return count
}

async function withAutocannon(plan: LoadPlan, signal: AbortSignal): Promise<LoadCount> {
  const { default: autocannon } = await import('autocannon')
  const { requests, connections, timeoutMs, clock } = plan
  const tally = new Tally()
  const clients: object[] = []
  return new Promise((resolve, reject) => {
    const { host: _, ...headers } = plan.headers
    // Credentials are among the headers.
    const url = `${plan.url.origin}${plan.url.pathname}`
    const options: import('autocannon').Options = {
      ...{ url, headers, connections, amount: requests, sampleInt: LOOK_EVERY_MS },
      timeout: timeoutMs / 1000,
      setupClient: client => {
        let bytes = 0
        clients.push(client)
        client.on('headers', head => {
          bytes = 0
          tally.noteHead(head)
        })
        client.on('body', chunk => {
          bytes += chunk.length
          if (bytes > MAX_BYTES) giveUp()
        })
      },
    }
    const deadline = clock.after(Math.max(LONGEST_MS, timeoutMs), giveUp)
    const settle = () => {
      deadline.cancel()
      signal.removeEventListener('abort', stop)
    }
    const run = autocannon(options, (error, result) => {
      settle()
      if (error) return reject(error)
      const { errors, timeouts } = result
      const answered = tally.times.length
      // Whatever was sent and came to nothing, also where the other side closed without a word. Where it had said that it
      // would, the next request was already on its way.
      const missing = (tally.isStopped ? errors : requests - answered) - timeouts
      const lost = Math.max(0, missing - tally.closings)
      resolve(tally.count({ late: timeouts, brokenOff: lost, sent: answered + timeouts + lost }))
    })
    function stop() {
      tally.isStopped = true
      run.stop()
      // It would go on asking until it looks again. A client that is in the middle of an answer ends behind that.
      queueMicrotask(() => clients.forEach(endClient))
    }
    function giveUp() {
      tally.gaveUp = true
      stop()
    }
    run.on('response', (_client, statusCode, _bytes, timeMs) => {
      tally.noteAnswer(statusCode, timeMs)
      if (statusCode === RATE_LIMITED) stop()
    })
    let failures = 0
    run.on('reqError', () => {
      failures++
      // One failure for each connection says enough.
      if (failures >= connections) stop()
    })
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
  })
}

/** Ends one of autocannon's clients, which its types leave out. */
function endClient(client: object): void {
  if ('destroy' in client && typeof client.destroy === 'function') client.destroy()
}

/** What was answered so far. */
class Tally {
  readonly statuses = new Map<number, number>()
  readonly times: number[] = []
  #retryAfter = ''
  /** Answers that said that they were the last of their connection. */
  closings = 0
  isStopped = false
  gaveUp = false

  noteAnswer(statusCode: number, timeMs: number): void {
    this.statuses.set(statusCode, (this.statuses.get(statusCode) ?? 0) + 1)
    this.times.push(timeMs)
  }

  /** Takes what matters from what autocannon's parser hands out: `{headers: [name, value, ...]}`. */
  noteHead(head: unknown): void {
    if (typeof head !== 'object' || head === null || !('headers' in head) || !Array.isArray(head.headers))
      return
    const list: readonly unknown[] = head.headers
    const headerOf = (wanted: string) => {
      const at = list.findIndex(name => typeof name === 'string' && name.toLowerCase() === wanted)
      return at < 0 ? '' : String(list[at + 1])
    }
    this.noteRetryAfter(headerOf('retry-after'))
    if (/\bclose\b/i.test(headerOf('connection'))) this.closings++
  }

  noteRetryAfter(value: string): void {
    if (value !== '') this.#retryAfter = value
  }

  count(rest: Pick<LoadCount, 'late' | 'brokenOff' | 'sent'>): LoadCount {
    const { statuses, times, gaveUp } = this
    return { statuses, times, gaveUp, retryAfter: this.#retryAfter, ...rest }
  }
}

async function overOwnConnections(plan: LoadPlan, signal: AbortSignal): Promise<LoadCount> {
  const tally = new Tally()
  let [left, late, brokenOff] = [plan.requests, 0, 0]
  const endsAt = plan.clock.monotonic() + Math.max(LONGEST_MS, plan.timeoutMs)
  const isOver = () => left <= 0 || tally.isStopped || tally.gaveUp || signal.aborted
  const drive = async () => {
    const kept = new ReusedConnection()
    const exchange = plan.keepsAlive ? kept.exchange : exchangeFresh
    try {
      while (!isOver()) {
        left--
        const answer = await loadOnce(plan, exchange, signal)
        if (answer === 'late') late++
        else if (answer === 'broken off') brokenOff++
        else {
          tally.noteAnswer(answer.statusCode, answer.timeMs)
          tally.noteRetryAfter(answer.retryAfter)
        }
        if (late + brokenOff >= plan.connections || tally.statuses.has(RATE_LIMITED)) tally.isStopped = true
        if (plan.clock.monotonic() > endsAt && left > 0) tally.gaveUp = true
      }
    } finally {
      kept.close()
    }
  }
  await Promise.all(Array.from({ length: plan.connections }, drive))
  return tally.count({ late, brokenOff, sent: plan.requests - left })
}

interface Loaded {
  readonly statusCode: number
  readonly timeMs: number
  readonly retryAfter: string
}

async function loadOnce(
  { url, headers, timeoutMs, clock }: LoadPlan,
  exchange: typeof exchangeFresh,
  signal: AbortSignal,
): Promise<Loaded | 'late' | 'broken off'> {
  const ask = { url, method: 'GET', headers, tls: { rejectUnauthorized: true } }
  const plan = () => ({ atMostBytes: MAX_BYTES })
  try {
    const answer = await withDeadline({ clock, timeoutMs, signal, what: url.host }, context =>
      exchange(ask, plan, context),
    )
    if (!answer.complete) return 'broken off'
    const timeMs = clock.monotonic() - answer.askedAt
    return { statusCode: answer.statusCode, timeMs, retryAfter: headerText(answer, 'retry-after') }
  } catch (error) {
    return error instanceof CheckFailure && error.failure === 'timeout' ? 'late' : 'broken off'
  }
}
