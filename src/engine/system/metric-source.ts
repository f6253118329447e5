import type { Reading } from './metric-sample.ts'

/** What a source that cannot answer at once needs to know. */
export interface ReadContext {
  /** Aborted when the sampler stops: a source that is still working may end early. */
  readonly signal: AbortSignal
}

/** Something of this machine that can be read for metrics. One read yields all metrics of the source. */
export interface MetricSource {
  /** What it reads, for people: "CPU", "filesystems". */
  readonly name: string
  /** Least seconds between two readings, set by what one costs; 0 is on every sample. */
  readonly everySeconds: number
  /** Its metrics come from counters, so that it must have been read once before it can answer. */
  readonly counts: boolean
  /** Metrics that any machine has: shown as not measured if not even the first reading succeeds. */
  readonly always: readonly Reading[]
  /** Reads now. What throws or rejects turns every metric of the source to null; the sampler sees to that. */
  read(context: ReadContext): readonly Reading[] | Promise<readonly Reading[]>
}
