import type { RollUp } from '#shared/history.ts'
import type { Status } from '#shared/status.ts'
import { QuantileSketch } from './quantile-sketch.ts'

/** Adds results up, one by one or as sums of parts; the sum of the parts is the whole. */
export class RollUpSum {
  count = 0
  failures = 0
  /** Results that had a value; the others count, and say nothing about values. */
  valued = 0
  sum = 0
  min = Number.POSITIVE_INFINITY
  max = Number.NEGATIVE_INFINITY
  readonly sketch: QuantileSketch

  constructor(sketch = new QuantileSketch()) {
    this.sketch = sketch
  }

  /** Takes one result in; `status` is null for a metric. */
  add(status: Status | null, value: number | null): void {
    this.count++
    if (status === 'unhealthy') this.failures++
    if (value === null) return
    this.valued++
    this.sum += value
    this.min = Math.min(this.min, value)
    this.max = Math.max(this.max, value)
    this.sketch.add(value)
  }

  merge(other: RollUpSum): void {
    this.count += other.count
    this.failures += other.failures
    this.valued += other.valued
    this.sum += other.sum
    this.min = Math.min(this.min, other.min)
    this.max = Math.max(this.max, other.max)
    this.sketch.merge(other.sketch)
  }

  toRollUp(): RollUp {
    const { count, failures, valued, sum, min, max } = this
    if (valued === 0) {
      return { count, failures, min: null, average: null, p50: null, p95: null, p99: null, max: null }
    }
    const [p50 = null, p95 = null, p99 = null] = this.sketch
      .quantiles([0.5, 0.95, 0.99])
      // The middle of a bin may lie beyond what was really seen.
      .map(value => (value === null ? null : Math.min(max, Math.max(min, value))))
    return { count, failures, min, average: sum / valued, p50, p95, p99, max }
  }
}
