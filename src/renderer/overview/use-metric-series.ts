import { useEffect, useMemo, useState } from 'react'
import type { MetricSeries } from '#shared/contract.ts'
import { refusalText } from '../actions/use-action.ts'
import type { EngineClient } from '../connection/engine-client.ts'
import { useEngine, useLive } from '../connection/hooks.ts'
import type { Sample } from '../connection/live-store.ts'
import { coarse } from './coarse-samples.ts'
import type { TrendSeries } from './trend-rows.ts'

/** How finely a range is asked for and drawn. */
const POINTS = 300

/** Seldom enough to cost nothing, often enough that what the stream brought in between is still there. Milliseconds. */
function refetchEvery(rangeMs: number): number {
  return Math.min(120_000, Math.max(60_000, rangeMs / POINTS))
}

/** The series of some metrics over a range that ends now. */
export interface MetricSeriesView {
  readonly series: readonly TrendSeries[]
  readonly fromMs: number
  readonly toMs: number
  /** Why they could not be had; null where they were. */
  readonly refusal: string | null
}

type PastSeries = Pick<MetricSeries, 'id' | 'points'>

/** What the engine has at hand; beyond it is the history. */
const AT_HAND_MS = 86_400_000

/** The past of metrics, each sample at the middle of its step. */
async function pastOf(
  engine: EngineClient,
  ids: readonly string[],
  rangeMs: number,
): Promise<readonly PastSeries[]> {
  const toMs = Date.now()
  const range = { fromMs: toMs - rangeMs, toMs, points: POINTS }
  if (rangeMs <= AT_HAND_MS) return engine.call('metricHistory', { ids: [...ids], ...range })
  const series = ids.map(id => ({ kind: 'metric' as const, id }))
  const found = await engine.call('history', { series, ...range })
  return found.map(({ id, stepMs, points }) => ({
    id,
    points: points.map(({ at, average }) => [Math.min(toMs, at + stepMs / 2), average]),
  }))
}

/** Asks the engine for the past of metrics, and puts on what the stream brings. */
export function useMetricSeries(ids: readonly string[], rangeMs: number): MetricSeriesView {
  const { store } = useEngine()
  const { past, refusal } = usePast(ids, rangeMs)
  const step = rangeMs / POINTS
  const toMs = useLive(state => Math.ceil(newestSample(state.metricHistory, ids) / step) * step)
  const fromMs = toMs - rangeMs
  const series = useMemo(() => {
    const recent = store.getState().metricHistory
    return ids.map(id => {
      const points = past.get(id) ?? []
      const last = points.at(-1)?.[0] ?? 0
      const fresh = coarse(
        (recent.get(id) ?? []).filter(([at]) => at > last && at <= toMs),
        step,
      )
      return { id, samples: [...points, ...fresh].filter(([at]) => at >= fromMs) }
    })
  }, [store, ids, past, step, fromMs, toMs])
  return useMemo(() => ({ series, fromMs, toMs, refusal }), [series, fromMs, toMs, refusal])
}

/** The moment of the newest sample of any of these metrics; now where there is none. */
function newestSample(history: ReadonlyMap<string, readonly Sample[]>, ids: readonly string[]): number {
  const newest = Math.max(0, ...ids.map(id => history.get(id)?.at(-1)?.[0] ?? 0))
  return newest === 0 ? Date.now() : newest
}

/** What the engine remembers of these metrics; asked for again now and then while the screen follows. */
function usePast(ids: readonly string[], rangeMs: number) {
  const engine = useEngine()
  const connected = useLive(state => state.connection === 'live')
  const held = useLive(state => state.held)
  const instance = useLive(state => state.instance)
  const [past, setPast] = useState<ReadonlyMap<string, readonly Sample[]>>(new Map())
  const [refusal, setRefusal] = useState<string | null>(null)
  useEffect(() => {
    if (ids.length === 0 || instance === null || !connected) return
    let left = false
    const show = (answer: readonly PastSeries[]) => {
      if (left) return
      setPast(new Map(answer.map(series => [series.id, series.points])))
      setRefusal(null)
    }
    const ask = () => {
      pastOf(engine, ids, rangeMs)
        .then(show)
        .catch((error: unknown) => {
          if (!left) setRefusal(refusalText(error))
        })
    }
    ask()
    const timer = held ? undefined : setInterval(ask, refetchEvery(rangeMs))
    return () => {
      left = true
      clearInterval(timer)
    }
  }, [engine, ids, rangeMs, held, connected, instance])
  return { past, refusal }
}
