import { isDeepStrictEqual } from 'node:util'
import type { Thresholds } from '#shared/config.ts'
import { RecentSamples } from '../history/recent-samples.ts'
import type { MetricSample } from '../system/metric-sample.ts'
import type { ApplicationMetricEntry } from './application-metrics.ts'
import type { ChangeLog } from './change-log.ts'
import { effectiveMetricRule } from './effective-rules.ts'
import {
  CALM,
  judgeMetric,
  type MetricRule,
  type MetricState,
  metricContribution,
  toldMetricState,
} from './metric-status.ts'
import type { PushedMetric } from './pushed-metric.ts'
import type { RollUpItem } from './roll-up.ts'

/** One metric: its latest sample, its state under the thresholds, and its last 24 h. */
export interface WatchedMetric {
  readonly sample: MetricSample
  readonly state: MetricState
  readonly samples: RecentSamples
  /** When it last had a value, ms since the epoch; null where it never had. */
  readonly measuredAt: number | null
}

/** The metrics of this machine and those watched of applications, and what their thresholds make of them. */
export class MetricBoard {
  readonly #metrics = new Map<string, WatchedMetric>()
  readonly #changes: ChangeLog
  #thresholds: Thresholds
  #applications: ReadonlyMap<string, ApplicationMetricEntry> = new Map()
  readonly #pushed = new Map<string, PushedMetric>()

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
      const measuredAt = sample.value === null ? (before?.measuredAt ?? null) : sample.sampledAt
      const state = this.#next({ sample, state: before?.state ?? CALM, measuredAt }, now)
      this.#metrics.set(sample.id, { sample, state, samples: history, measuredAt })
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

  /** Takes in metrics that were pushed; tells whether any metric's status changed. */
  recordPushed(metrics: readonly PushedMetric[], now: number): boolean {
    for (const metric of metrics) this.#pushed.set(metric.sample.id, metric)
    return this.record(
      metrics.map(({ sample }) => sample),
      [],
      now,
    )
  }

  /** How many metrics are there that were pushed, or whether one of them is. */
  get pushed(): ReadonlyMap<string, PushedMetric> {
    return this.#pushed
  }

  /** Of these pushed metrics nothing is known any more; they stay, without a value. */
  silencePushed(ids: Iterable<string>, now: number): boolean {
    let changed = false
    for (const id of ids) {
      const metric = this.#metrics.get(id)
      if (!this.#pushed.has(id) || !metric || metric.sample.value === null) continue
      metric.samples.add(now, null)
      if (metric.state.status !== 'healthy') changed = true
      this.#metrics.set(id, { ...metric, state: CALM, sample: { ...metric.sample, value: null } })
      this.#changes.changed('metric', id)
    }
    return changed
  }

  /** Drops pushed metrics. */
  forgetPushed(ids: Iterable<string>): void {
    for (const id of [...ids]) {
      if (!this.#pushed.delete(id)) continue
      this.#metrics.delete(id)
      this.#changes.gone('metric', id)
    }
  }

  /**
   * Applies new thresholds to what was last measured, and takes over which samples of applications are watched: one
   * that no longer is goes, a new one shows without a value, as does one whose backend is paused.
   */
  configure(
    thresholds: Thresholds,
    applications: ReadonlyMap<string, ApplicationMetricEntry>,
    now: number,
  ): void {
    const before = this.#applications
    this.#thresholds = thresholds
    this.#applications = applications
    for (const [id, entry] of applications) this.#adopt(id, entry, before.get(id), now)
    for (const [id, metric] of this.#metrics) {
      if (before.has(id) && !applications.has(id)) {
        this.#metrics.delete(id)
        this.#changes.gone('metric', id)
        continue
      }
      this.#metrics.set(id, { ...metric, state: this.#next(metric, now) })
      this.#changes.changed('metric', id)
    }
  }

  #adopt(
    id: string,
    entry: ApplicationMetricEntry,
    before: ApplicationMetricEntry | undefined,
    now: number,
  ): void {
    const known = before?.isRate === entry.isRate ? this.#metrics.get(id) : undefined
    if (known && !entry.paused && isDeepStrictEqual(before?.unmeasured, entry.unmeasured)) return
    // How it is called is found in the document with the next poll; the unit holds at once.
    const value = known && !entry.paused ? known.sample.value : null
    const sample = { ...entry.unmeasured, value, sampledAt: known?.sample.sampledAt ?? now }
    this.#metrics.set(id, {
      ...{ state: CALM, samples: new RecentSamples(), measuredAt: null },
      ...known,
      ...{ sample, ...(entry.paused && { state: CALM }) },
    })
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
    const threshold = this.#ruleOf(id)?.threshold
    return threshold ? { warning: threshold.warning, critical: threshold.critical } : null
  }

  /** What the metrics add to the overall status; those that are muted, with their backend or as this machine's (null), are left out. */
  *rollUpItems(now: number, isMuted: (backendId: string | null) => boolean): Iterable<RollUpItem> {
    const sustainedMs = this.#thresholds.sustainedSeconds * 1000
    for (const [id, { sample, state }] of this.#metrics) {
      const backendId = (this.#applications.get(id) ?? this.#pushed.get(id))?.backendId ?? null
      if (isMuted(backendId)) continue
      yield {
        scope: 'metric',
        id,
        name: sample.name,
        category: backendId === null ? 'system' : null,
        status: metricContribution(state, sustainedMs, now) ?? 'healthy',
        severity: 'critical',
        since: state.criticalSince ?? state.aboveUnhealthySince,
        message: metricMessage(sample),
        muted: false,
        paused: false,
        covered: false,
      }
    }
  }

  #next({ sample, state, measuredAt }: Omit<WatchedMetric, 'samples'>, now: number): MetricState {
    const pushed = this.#pushed.get(sample.id)
    if (pushed) return nextPushedState(pushed, sample.value, state, now)
    const application = this.#applications.get(sample.id)
    const isStale = application && now - (measuredAt ?? 0) >= application.staleMs
    if (application?.paused || (isStale && sample.value === null)) return CALM
    return judgeMetric(state, sample.value, this.#ruleOf(sample.id), now)
  }

  #ruleOf(id: string): MetricRule | null {
    const pushed = this.#pushed.get(id)
    if (pushed) return pushed.rule
    const application = this.#applications.get(id)
    return application ? application.rule : effectiveMetricRule(id, this.#thresholds)
  }
}

/** Where a metric stands, a sentence: "Memory is at 92.1 %." */
export function metricMessage({ name, value, unit }: MetricSample): string {
  return `${name} is at ${value === null ? '?' : shortNumber(value)} ${unit}`.trimEnd().concat('.')
}

function nextPushedState(
  { rule, told }: PushedMetric,
  value: number | null,
  before: MetricState,
  now: number,
): MetricState {
  if (value === null) return CALM
  return rule ? judgeMetric(before, value, rule, now) : toldMetricState(before, told, now)
}

/** Six figures at most: an average is not longer to read than what it is the average of. */
function shortNumber(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(6))
}
