import type { AlertsView } from '#shared/incidents.ts'
import type { RealtimeView } from '#shared/realtime.ts'
import type { ReportJobView, ReportScheduleView } from '#shared/reports.ts'
import type {
  BackendView,
  Discovery,
  EngineInfo,
  MetricView,
  MonitorView,
  OverallView,
  StageView,
  Update,
} from '#shared/views.ts'

/** One sample of a metric: when (ms since the epoch) and its value; null where it could not be measured. */
export type Sample = readonly [at: number, value: number | null]

/** How many samples per metric are kept for sparklines: 5 minutes at the default of 2 s. */
export const MAX_SAMPLES = 150

/** What the engine has told so far. Immutable: every update makes a new one. */
export interface EngineState {
  /** The running engine this came from; null before the first update. */
  readonly instance: string | null
  readonly seq: number
  readonly overall: OverallView | null
  readonly info: EngineInfo | null
  readonly monitors: ReadonlyMap<string, MonitorView>
  /** Ids of all monitors, as configured. */
  readonly order: readonly string[]
  readonly backends: ReadonlyMap<string, BackendView>
  readonly metrics: ReadonlyMap<string, MetricView>
  /** Recent samples by metric id, oldest first. */
  readonly metricHistory: ReadonlyMap<string, readonly Sample[]>
  readonly discoveries: readonly Discovery[]
  /** The refresh under way; null when there is none. */
  readonly progress: { readonly done: number; readonly total: number } | null
  /** The demo's stage; null where real services are watched. */
  readonly stage: StageView | null
  /** Reports that are written, or were since the start; newest first. */
  readonly reports: readonly ReportJobView[]
  readonly reportSchedules: readonly ReportScheduleView[]
  /** Incidents and what happened while nobody looked; null before the first update. */
  readonly alerts: AlertsView | null
  readonly realtime: RealtimeView | null
}

export const EMPTY_STATE: EngineState = {
  instance: null,
  seq: 0,
  overall: null,
  info: null,
  monitors: new Map(),
  order: [],
  backends: new Map(),
  metrics: new Map(),
  metricHistory: new Map(),
  discoveries: [],
  progress: null,
  stage: null,
  reports: [],
  reportSchedules: [],
  alerts: null,
  realtime: null,
}

interface Identified {
  readonly id: string
}

function replaceById<T extends Identified>(
  before: ReadonlyMap<string, T>,
  changed: readonly T[] | undefined,
  removed: readonly string[] | undefined,
): ReadonlyMap<string, T> {
  if (!changed?.length && !removed?.length) return before
  const after = new Map(before)
  for (const id of removed ?? []) after.delete(id)
  for (const item of changed ?? []) after.set(item.id, item)
  return after
}

function byId<T extends Identified>(items: readonly T[] | undefined): ReadonlyMap<string, T> {
  return new Map((items ?? []).map(item => [item.id, item]))
}

/** Appends what is newer than the last sample of each metric, and forgets what is beyond `MAX_SAMPLES`. */
function appendSamples(
  before: ReadonlyMap<string, readonly Sample[]>,
  metrics: readonly MetricView[] | undefined,
): ReadonlyMap<string, readonly Sample[]> {
  if (!metrics?.length) return before
  const after = new Map(before)
  for (const metric of metrics) {
    const samples = after.get(metric.id) ?? []
    const last = samples.at(-1)
    if (last && last[0] >= metric.sampledAt) continue
    after.set(metric.id, [...samples, [metric.sampledAt, metric.value] as const].slice(-MAX_SAMPLES))
  }
  return after
}

function keepOnly<T>(before: ReadonlyMap<string, T>, ids: ReadonlySet<string>): ReadonlyMap<string, T> {
  return new Map([...before].filter(([id]) => ids.has(id)))
}

function withFull(state: EngineState, update: Update): EngineState {
  const metrics = byId(update.metrics)
  return {
    instance: update.instance,
    seq: update.seq,
    overall: update.overall ?? null,
    info: update.info ?? null,
    monitors: byId(update.monitors),
    order: update.order ?? (update.monitors ?? []).map(monitor => monitor.id),
    backends: byId(update.backends),
    metrics,
    metricHistory: appendSamples(keepOnly(state.metricHistory, new Set(metrics.keys())), update.metrics),
    discoveries: update.discoveries ?? [],
    progress: update.progress ?? null,
    stage: update.stage ?? null,
    reports: update.reports ?? [],
    reportSchedules: update.reportSchedules ?? [],
    alerts: update.alerts ?? null,
    realtime: update.realtime ?? null,
  }
}

/** Whether an update can be put on top of what is known; where it cannot, only a full one helps. */
export function follows(state: EngineState, update: Update): boolean {
  return update.full || (update.instance === state.instance && update.seq > state.seq)
}

/**
 * The state after an update. A full one replaces everything but the samples of metrics that are still there; a
 * delta changes what it carries. A delta of another engine, or one already seen, changes nothing.
 */
export function applyUpdate(state: EngineState, update: Update): EngineState {
  if (!follows(state, update)) return state
  if (update.full) return withFull(state, update)
  const removed = update.removed
  const metrics = replaceById(state.metrics, update.metrics, removed?.metrics)
  const history = appendSamples(state.metricHistory, update.metrics)
  return {
    ...state,
    seq: update.seq,
    overall: update.overall ?? state.overall,
    info: update.info ?? state.info,
    monitors: replaceById(state.monitors, update.monitors, removed?.monitors),
    order: update.order ?? state.order,
    backends: replaceById(state.backends, update.backends, removed?.backends),
    metrics,
    metricHistory: removed?.metrics.length ? keepOnly(history, new Set(metrics.keys())) : history,
    discoveries: update.discoveries ?? state.discoveries,
    progress: update.progress === undefined ? state.progress : update.progress,
    stage: update.stage === undefined ? state.stage : update.stage,
    reports: update.reports ?? state.reports,
    reportSchedules: update.reportSchedules ?? state.reportSchedules,
    alerts: update.alerts ?? state.alerts,
    realtime: update.realtime ?? state.realtime,
  }
}

/** Puts older samples in front of those already there, per metric. */
export function seedHistory(
  state: EngineState,
  series: readonly { readonly id: string; readonly points: readonly Sample[] }[],
): EngineState {
  const history = new Map(state.metricHistory)
  for (const { id, points } of series) {
    const present = history.get(id) ?? []
    const first = present[0]?.[0] ?? Number.POSITIVE_INFINITY
    history.set(id, [...points.filter(point => point[0] < first), ...present].slice(-MAX_SAMPLES))
  }
  return { ...state, metricHistory: history }
}
