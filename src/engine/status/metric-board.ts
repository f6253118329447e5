import type { Thresholds } from '#shared/config.ts'
import { RecentSamples } from '../history/recent-samples.ts'
import type { MetricSample } from '../system/metric-sample.ts'
import type { ChangeLog } from './change-log.ts'
import { effectiveMetricThreshold } from './effective-rules.ts'
import { CALM, type MetricState, metricContribution, nextMetricState } from './metric-status.ts'
import type { RollUpItem } from './roll-up.ts'

/** One metric of this machine: its latest sample, its state under the thresholds, and its last 24 h. */
export interface WatchedMetric {
  readonly sample: MetricSample
  readonly state: MetricState
  readonly samples: RecentSamples
}

/** The metrics of this machine and what their thresholds make of them. */
export class MetricBoard {
  readonly #metrics = new Map<string, WatchedMetric>()
  readonly #changes: ChangeLog
  #thresholds: Thresholds

  constructor(changes: ChangeLog, thresholds: Thresholds) {
    this.#changes = changes
    this.#thresholds = thresholds
  }

  get(id: string): WatchedMetric | undefined {
    return this.#metrics.get(id)
  }

  ids(): Iterable<string> {
    return this.#metrics.keys()
  }

  /** Takes a batch of samples in; tells whether any metric's status changed. Metrics no longer measured are dropped. */
  record(samples: readonly MetricSample[], goneIds: readonly string[], now: number): boolean {
    let changed = false
    for (const sample of samples) {
      const before = this.#metrics.get(sample.id)
      const history = before?.samples ?? new RecentSamples()
      history.add(sample.sampledAt, sample.value)
      const state = this.#next(before?.state ?? CALM, sample, now)
      this.#metrics.set(sample.id, { sample, state, samples: history })
      this.#changes.changed('metric', sample.id)
      if (before?.state.status !== state.status) changed = true
    }
    for (const id of goneIds) {
      if (!this.#metrics.delete(id)) continue
      this.#changes.gone('metric', id)
      changed = true
    }
    return changed
  }

  /** Applies new thresholds to what was last measured. */
  configure(thresholds: Thresholds, now: number): void {
    this.#thresholds = thresholds
    for (const [id, metric] of this.#metrics) {
      this.#metrics.set(id, { ...metric, state: this.#next(metric.state, metric.sample, now) })
      this.#changes.changed('metric', id)
    }
  }

  /** Whether time alone may change what a metric adds to the overall status. */
  get isAnyCritical(): boolean {
    for (const { state } of this.#metrics.values()) {
      if (state.criticalSince !== null || state.aboveUnhealthySince !== null) return true
    }
    return false
  }

  /** Thresholds of a metric as charts draw them; null where it has none. */
  thresholdOf(id: string): { warning: number; critical: number } | null {
    const threshold = effectiveMetricThreshold(id, this.#thresholds)
    return threshold ? { warning: threshold.warning, critical: threshold.critical } : null
  }

  /** What the metrics add to the overall status. */
  *rollUpItems(now: number): Iterable<RollUpItem> {
    const sustainedMs = this.#thresholds.sustainedSeconds * 1000
    for (const [id, { sample, state }] of this.#metrics) {
      yield {
        scope: 'metric',
        id,
        name: sample.name,
        status: metricContribution(state, sustainedMs, now) ?? 'healthy',
        severity: 'critical',
        since: state.criticalSince ?? state.aboveUnhealthySince,
        message: `${sample.name} is at ${sample.value ?? '?'} ${sample.unit}.`,
        muted: false,
        paused: false,
        covered: false,
      }
    }
  }

  #next(before: MetricState, sample: MetricSample, now: number): MetricState {
    const threshold = effectiveMetricThreshold(sample.id, this.#thresholds)
    return nextMetricState(before, sample.value, threshold, this.#thresholds.hysteresis, now)
  }
}
