import type { Family, FamilySample, Labels } from './family.ts'

/** Upper bounds in seconds for what takes from a millisecond to half a minute. */
export const ANSWER_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** Counts durations by how long they were, as a Prometheus histogram has them. */
export class DurationHistogram {
  readonly #bounds: readonly number[]
  readonly #counts: number[]
  #sum = 0

  /** @param bounds upper bounds in seconds, ascending; what is longer than the last is counted beyond it */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds
    this.#counts = Array.from({ length: bounds.length + 1 }, () => 0)
  }

  add(seconds: number): void {
    const found = this.#bounds.findIndex(bound => seconds <= bound)
    const index = found < 0 ? this.#bounds.length : found
    this.#counts[index] = (this.#counts[index] ?? 0) + 1
    this.#sum += seconds
  }

  samples(labels: Labels = {}): readonly FamilySample[] {
    let count = 0
    const buckets = this.#counts.map((ownCount, index) => {
      count += ownCount
      return { suffix: '_bucket', labels: { ...labels, le: boundText(this.#bounds[index]) }, value: count }
    })
    return [
      ...buckets,
      { suffix: '_sum', labels, value: this.#sum },
      { suffix: '_count', labels, value: count },
    ]
  }
}

/** A family of one histogram, or of several that differ in their labels. */
export function histogram(name: string, help: string, samples: readonly FamilySample[]): Family {
  return { name, help, type: 'histogram', samples }
}

/** As OpenMetrics wants them, and the same in the older format, so that both give the same series: `1.0`, not `1`. */
function boundText(bound: number | undefined): string {
  if (bound === undefined) return '+Inf'
  return Number.isInteger(bound) ? bound.toFixed(1) : String(bound)
}
