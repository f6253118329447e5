import type { Status } from '#shared/status.ts'
import type { Beat } from '#shared/views.ts'

/** Single checks that are remembered one by one. */
const EXACT = 60
const BUCKET_MS = 600_000
/** 24 h of ten-minute buckets. */
const BUCKETS = 144

const CODES: readonly Status[] = ['healthy', 'degraded', 'unhealthy', 'unknown']

/**
 * The last 24 h of one monitor's checks in about 3 KB, however often it runs: the last 60 one by one, the rest as
 * counts per ten minutes. Moments are in ms since the epoch.
 */
export class RecentChecks {
  readonly #times = new Float64Array(EXACT)
  readonly #responseTimes = new Float32Array(EXACT)
  readonly #statuses = new Uint8Array(EXACT)
  #count = 0
  /** Number of the ten minutes since the epoch that each slot holds; 0: never used. */
  readonly #slots = new Uint32Array(BUCKETS)
  readonly #good = new Uint16Array(BUCKETS)
  readonly #total = new Uint16Array(BUCKETS)

  /** Remembers one check. `responseTimeMs` is null where there was no answer. */
  add(at: number, status: Status, responseTimeMs: number | null): void {
    const index = this.#count++ % EXACT
    this.#times[index] = at
    this.#responseTimes[index] = responseTimeMs ?? Number.NaN
    this.#statuses[index] = CODES.indexOf(status)
    const bucket = Math.floor(at / BUCKET_MS)
    const slot = bucket % BUCKETS
    if (this.#slots[slot] !== bucket) {
      this.#slots[slot] = bucket
      this.#good[slot] = 0
      this.#total[slot] = 0
    }
    // A check that could not tell (unknown) says nothing about uptime.
    if (status === 'unknown') return
    this.#total[slot] = Math.min(65_535, (this.#total[slot] ?? 0) + 1)
    if (status !== 'unhealthy') this.#good[slot] = Math.min(65_535, (this.#good[slot] ?? 0) + 1)
  }

  /** Puts checks before those that it has: what is remembered from before a restart, oldest first. */
  recall(older: readonly Beat[]): void {
    const own = this.beats(EXACT)
    const first = own[0]?.[0] ?? Number.POSITIVE_INFINITY
    this.#count = 0
    this.#slots.fill(0)
    for (const [at, status, ms] of [...older.filter(([moment]) => moment < first), ...own])
      this.add(at, status, ms)
  }

  /** The most recent checks, oldest first, at most `limit` of those remembered one by one. */
  beats(limit: number): Beat[] {
    const available = Math.min(limit, this.#count, EXACT)
    const beats: Beat[] = []
    for (let i = this.#count - available; i < this.#count; i++) {
      const index = i % EXACT
      const ms = this.#responseTimes[index] ?? Number.NaN
      beats.push([
        this.#times[index] ?? 0,
        CODES[this.#statuses[index] ?? 3] ?? 'unknown',
        Number.isNaN(ms) ? null : Math.round(ms * 10) / 10,
      ])
    }
    return beats
  }

  /** Share of checks in the last 24 h that were not unhealthy, 0 to 100, two decimals; null where there were none. */
  uptime24h(now: number): number | null {
    const oldest = Math.floor(now / BUCKET_MS) - BUCKETS
    let [good, total] = [0, 0]
    for (let slot = 0; slot < BUCKETS; slot++) {
      if ((this.#slots[slot] ?? 0) <= oldest) continue
      good += this.#good[slot] ?? 0
      total += this.#total[slot] ?? 0
    }
    return total === 0 ? null : Math.floor((good / total) * 10_000) / 100
  }
}
