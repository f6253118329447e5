import { applicationMetricId } from '#shared/application-metric-id.ts'
import type { Backend } from '#shared/config.ts'
import { canonicalSample } from '#shared/sample-name.ts'
import type { Clock } from '../clock.ts'
import type { MetricSample } from '../system/metric-sample.ts'
import { applicationMetricName } from './application-metric-name.ts'
import type { ReadMetrics } from './fetch-metrics.ts'

/** A counter as it stood. */
interface Counted {
  readonly value: number
  /** On the clock's monotonic scale, in ms. */
  readonly at: number
}

type ReadClock = Pick<Clock, 'now' | 'monotonic'>

/** Makes metrics of the samples that are watched, and of counters what they grow by per second. */
export class ApplicationSamples {
  readonly #counted = new Map<string, Counted>()

  /**
   * The watched metrics of a backend as one poll has them, which may have been read some time before; without a value
   * where it has none.
   */
  read(backend: Backend, metrics: ReadMetrics | undefined, clock: ReadClock): readonly MetricSample[] {
    if (backend.metrics.length === 0) return []
    const ageMs = metrics ? clock.monotonic() - metrics.readAt : 0
    const sampledAt = clock.now() - Math.round(ageMs)
    const found = new Map(metrics?.samples.map(one => [one.sample, one]))
    return backend.metrics.map(metric => {
      const sample = found.get(canonicalSample(metric.sample))
      const id = applicationMetricId(backend.id, metric.sample)
      const value = sample && Number.isFinite(sample.value) ? sample.value : null
      return {
        id,
        name: applicationMetricName(backend, metric, sample?.help),
        group: 'application',
        unit: metric.unit,
        value: metric.rate && metrics ? this.#perSecond(id, value, metrics.readAt) : value,
        detail: canonicalSample(metric.sample),
        sampledAt,
      }
    })
  }

  /** What a counter grew by per second. One that went back began anew, and what it had counted until then is not known. */
  #perSecond(id: string, value: number | null, at: number): number | null {
    const before = this.#counted.get(id)
    if (value === null) {
      this.#counted.delete(id)
      return null
    }
    this.#counted.set(id, { value, at })
    if (!before || at <= before.at || value < before.value) return null
    return ((value - before.value) * 1000) / (at - before.at)
  }

  /** Drops the counters of a backend that is no longer polled. */
  forget(backendId: string): void {
    const prefix = applicationMetricId(backendId, '')
    for (const id of this.#counted.keys()) if (id.startsWith(prefix)) this.#counted.delete(id)
  }
}
