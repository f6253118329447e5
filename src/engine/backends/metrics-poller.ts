import { type Backend, METRICS_PATH } from '#shared/config.ts'
import { canonicalSample } from '#shared/sample-name.ts'
import type { HttpExchange } from '../checkers/http-exchange.ts'
import type { Question } from './ask-endpoints.ts'
import { fetchMetrics, type NoMetrics, type ReadMetrics } from './fetch-metrics.ts'

/** Where there are none and none are watched, they are looked for again after this long, as health endpoints are. */
const LOOK_AGAIN_MS = 3_600_000
/** One that hangs holds up the whole poll, so it is left alone for this long. */
const LEAVE_ALONE_MS = 60_000

/** What was found out without asking again. */
interface Memory {
  readonly url: string
  readonly isWatched: boolean
  readonly found: NoMetrics
  readonly askAgainAt: number
}

/** Asks backends for their metrics with each poll, and remembers of each where there are none. */
export class MetricsPoller {
  readonly #exchange: HttpExchange
  readonly #memories = new Map<string, Memory>()

  constructor(exchange: HttpExchange) {
    this.#exchange = exchange
  }

  /** The backend's metrics; why there are none; null where they are not to be asked for. Always resolves. */
  async poll({ backend, url: configured, context }: Question): Promise<ReadMetrics | NoMetrics | null> {
    const url = metricsUrl(backend, configured)
    if (!url) return null
    const { id, headers = {}, metrics } = backend
    const isWatched = metrics.length > 0
    const known = this.#memories.get(id)
    const isSame = known?.url === url.href && known.isWatched === isWatched
    if (known && isSame && context.clock.monotonic() < known.askAgainAt) return known.found
    this.#memories.delete(id)
    const wanted = new Set(metrics.map(({ sample }) => canonicalSample(sample)))
    const found = await fetchMetrics({ url, headers, exchange: this.#exchange }, wanted, context)
    const restMs = 'samples' in found ? 0 : restAfter(found, isWatched)
    if (!('samples' in found) && restMs > 0) {
      this.#memories.set(id, {
        ...{ url: url.href, isWatched, found },
        askAgainAt: context.clock.monotonic() + restMs,
      })
    }
    return found
  }

  /** Has the backend asked again with the next poll: it is another one now, or gone. */
  forget(id: string): void {
    this.#memories.delete(id)
  }
}

function restAfter({ isAbsent, failure }: NoMetrics, isWatched: boolean): number {
  if (failure === 'timeout') return LEAVE_ALONE_MS
  return isAbsent && !isWatched ? LOOK_AGAIN_MS : 0
}

/** Where a backend's metrics are. Whoever gives the path of a health endpoint has only that asked, unless they watch samples. */
function metricsUrl({ metricsPath, metrics }: Backend, configured: URL): URL | undefined {
  const isRoot = configured.pathname === '/' && configured.search === ''
  const isMeant = isRoot || metrics.length > 0 || metricsPath !== METRICS_PATH
  if (metricsPath === '' || !isMeant) return undefined
  const url = new URL(configured)
  url.pathname = metricsPath
  url.search = ''
  return url
}
