import type { Status } from '#shared/status.ts'
import type { Clock } from '../clock.ts'
import type { Subject } from '../status/subject.ts'
import type { WatchedResult } from '../status/watched.ts'
import type { MetricSample } from '../system/metric-sample.ts'
import { ANSWER_SECONDS, DurationHistogram } from './duration-histogram.ts'

/** How many results of each status there were. */
export type ResultCounts = Readonly<Record<Status, number>>

const NONE: ResultCounts = { healthy: 0, degraded: 0, unhealthy: 0, unknown: 0 }
/** In seconds: a check that is a second late still shows that the engine is busy; one that is a minute late, that it hangs. */
const LATE_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60]

interface Traffic {
  readonly bytes: number
  /** On the monotonic clock, in ms. */
  readonly at: number
  readonly sampledAt: number
}

/** What can only be counted while it happens: results of checks, answers of the health endpoints, network traffic. */
export class Tally {
  readonly #clock: Pick<Clock, 'monotonic'>
  readonly #results = { monitor: new Map<string, ResultCounts>(), backend: new Map<string, ResultCounts>() }
  readonly #answers = new Map<string, Map<string, number>>()
  readonly #traffic = new Map<string, Traffic>()
  /** How long what was checked took to answer, by category. */
  readonly responseTimes = new Map<string, DurationHistogram>()
  /** How long our own health endpoints took to answer. */
  readonly answerTimes = new DurationHistogram(ANSWER_SECONDS)
  /** How much later than planned checks began. */
  readonly lateness = new DurationHistogram(LATE_SECONDS)

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock
  }

  /**
   * Counts the result of one check or poll; those of reported services are their backend's to count. How long it took is
   * counted for the category, which monitors have.
   */
  addResult(
    scope: Subject['scope'],
    id: string,
    { grade, responseTimeMs }: Pick<WatchedResult, 'grade' | 'responseTimeMs'>,
    category: string | undefined,
  ): void {
    if (scope === 'service') return
    const counts = this.#results[scope].get(id) ?? NONE
    this.#results[scope].set(id, { ...counts, [grade]: counts[grade] + 1 })
    if (responseTimeMs === null || scope === 'backend' || category === undefined) return
    let times = this.responseTimes.get(category)
    if (!times) {
      times = new DurationHistogram(ANSWER_SECONDS)
      this.responseTimes.set(category, times)
    }
    times.add(responseTimeMs / 1000)
  }

  /** The results of one monitor or backend since the start; all 0 before the first. */
  resultsOf(scope: 'monitor' | 'backend', id: string): ResultCounts {
    return this.#results[scope].get(id) ?? NONE
  }

  /** Forgets monitors, backends and categories that are configured no more. */
  keepOnly(
    monitors: ReadonlyMap<string, { readonly monitor: { readonly category: string } }>,
    backends: ReadonlyMap<string, unknown>,
  ): void {
    dropMissing(this.#results.monitor, monitors)
    dropMissing(this.#results.backend, backends)
    const categories = new Set([...monitors.values()].map(({ monitor }) => monitor.category))
    dropMissing(this.responseTimes, categories)
  }

  /** Counts one answer of a health endpoint. Endpoints are routes, of which there are few, never addresses asked for. */
  addAnswer(endpoint: string, status: string, seconds: number): void {
    const counts = this.#countsOf(endpoint)
    counts.set(status, (counts.get(status) ?? 0) + 1)
    this.answerTimes.add(seconds)
  }

  /** Lets an endpoint be known before it is first asked, with 0 of each status. */
  expectAnswers(endpoint: string, statuses: readonly string[]): void {
    const counts = this.#countsOf(endpoint)
    for (const status of statuses) if (!counts.has(status)) counts.set(status, 0)
  }

  answers(): ReadonlyMap<string, ReadonlyMap<string, number>> {
    return this.#answers
  }

  #countsOf(endpoint: string): Map<string, number> {
    const known = this.#answers.get(endpoint)
    if (known) return known
    const counts = new Map<string, number>()
    this.#answers.set(endpoint, counts)
    return counts
  }

  /** Sums up network traffic, which is sampled as bytes per second since the sample before. */
  addSamples(samples: readonly MetricSample[]): void {
    for (const { id, value, sampledAt } of samples) {
      if (id !== 'network.up' && id !== 'network.down') continue
      const at = this.#clock.monotonic()
      const before = this.#traffic.get(id)
      // Whoever asks soon after a sample is told the same one again.
      if (before?.sampledAt === sampledAt) continue
      const bytes = before ? before.bytes + ((value ?? 0) * (at - before.at)) / 1000 : 0
      this.#traffic.set(id, { bytes, at, sampledAt })
    }
  }

  /** Bytes since the start; undefined before the first sample. */
  trafficOf(id: 'network.up' | 'network.down'): number | undefined {
    const traffic = this.#traffic.get(id)
    return traffic && Math.round(traffic.bytes)
  }

  /** Counts how late a check began, in ms. */
  addLateness(lateMs: number): void {
    this.lateness.add(lateMs / 1000)
  }
}

function dropMissing(map: Map<string, unknown>, present: { has(key: string): boolean }): void {
  for (const key of map.keys()) if (!present.has(key)) map.delete(key)
}
