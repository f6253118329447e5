import type { Excuse, StatusSpan, StatusTimes } from '#shared/history.ts'
import type { Status } from '#shared/status.ts'

const FIELD = {
  healthy: 'healthyMs',
  degraded: 'degradedMs',
  unhealthy: 'unhealthyMs',
  unknown: 'unknownMs',
} as const

/** Adds up how long each status lasted within a window. */
export class StatusTimesSum {
  readonly #fromMs: number
  readonly #toMs: number
  readonly #times = {
    ...{ healthyMs: 0, degradedMs: 0, unhealthyMs: 0, unknownMs: 0, excusedMs: 0, unwatchedMs: 0 },
  }
  #coveredMs = 0

  constructor(fromMs: number, toMs: number) {
    this.#fromMs = fromMs
    this.#toMs = toMs
  }

  /** A span of one thing; `toMs` null: it lasts to the end of the window. */
  add(status: Status, excuse: Excuse | null, fromMs: number, toMs: number | null): void {
    const ms = Math.min(toMs ?? this.#toMs, this.#toMs) - Math.max(fromMs, this.#fromMs)
    if (ms <= 0) return
    this.#times[excuse === null ? FIELD[status] : 'excusedMs'] += ms
    this.#coveredMs += ms
  }

  /** @param firstMs when the first span of all began; infinite without any */
  times(firstMs: number): StatusTimes {
    const watchedMs = this.#toMs - Math.max(firstMs, this.#fromMs)
    return { ...this.#times, unwatchedMs: Math.max(0, watchedMs - this.#coveredMs) }
  }
}

/**
 * How long each status lasted within a window, by the spans of one thing in any order. What no span covers since the
 * first of them is unwatched; before it there was nothing to watch, which counts as nothing.
 */
export function statusTimes(spans: readonly StatusSpan[], fromMs: number, toMs: number): StatusTimes {
  const sum = new StatusTimesSum(fromMs, toMs)
  let first = Number.POSITIVE_INFINITY
  for (const span of spans) {
    first = Math.min(first, span.fromMs)
    sum.add(span.status, span.excuse, span.fromMs, span.toMs)
  }
  return sum.times(first)
}
