import type { MetricUpdate, ServiceStatus } from '../wire-events.ts'

/** What was said last of a metric, and when. */
interface SaidMetric {
  readonly update: MetricUpdate
  /** On the monotonic clock, in ms. */
  readonly at: number
}

/** One metric is told anew at most this often, in ms, unless its status changes. */
const METRIC_MS = 10_000
/** A change of a percentage that is worth telling, in points; of others, in percent of what it was. */
const POINTS = 1
const PERCENT = 5

/** Picks what is worth telling anew: others pay for each message, and read it. */
export class ChangesToPublish {
  readonly #services = new Map<string, string>()
  readonly #metrics = new Map<string, SaidMetric>()

  /** Services whose status or message is another than was said last, or that were not said yet. */
  services(current: readonly ServiceStatus[]): readonly ServiceStatus[] {
    const names = new Set(current.map(({ name }) => name))
    for (const name of this.#services.keys()) if (!names.has(name)) this.#services.delete(name)
    return current.filter(service => {
      const said = saidOf(service)
      if (this.#services.get(service.name) === said) return false
      this.#services.set(service.name, said)
      return true
    })
  }

  /**
   * Metrics whose status is another than was said last; and of those that have thresholds the ones that have moved on.
   *
   * @param now on the monotonic clock, in ms
   */
  metrics(current: readonly MetricUpdate[], now: number): readonly MetricUpdate[] {
    return current.filter(update => {
      const said = this.#metrics.get(update.metric)
      if (said && !isWorthTelling(said, update, now)) return false
      this.#metrics.set(update.metric, { update, at: now })
      return true
    })
  }

  /** Everything is to be said anew. */
  forget(): void {
    this.#services.clear()
    this.#metrics.clear()
  }
}

const saidOf = ({ status, message, category }: ServiceStatus) => JSON.stringify([status, message, category])

function isWorthTelling({ update: before, at }: SaidMetric, { value }: MetricUpdate, now: number): boolean {
  if (before.value.status !== value.status) return true
  if (value.threshold === undefined || now - at < METRIC_MS) return false
  const moved = Math.abs(value.value - before.value.value)
  return value.unit === '%' ? moved >= POINTS : moved * 100 >= PERCENT * Math.abs(before.value.value)
}
