import { useEffect, useMemo, useState } from 'react'
import type { SeriesHistory, SeriesRef, SeriesSummary, StatusSpan } from '#shared/history.ts'
import { refusalText } from '../actions/use-action.ts'
import type { EngineClient } from '../connection/engine-client.ts'
import { useEngine, useLive } from '../connection/hooks.ts'
import { type HistoryRange, rangeLength, spanBefore, spanOf, type TimeSpan } from './history-range.ts'
import { seriesId } from './series-id.ts'

/** As many changes of status as the engine answers with. */
const MOST_SPANS = 5000
/** Two pixels for each step; more cannot be seen. */
const PIXELS_PER_STEP = 2
const [LEAST_POINTS, MOST_POINTS] = [200, 1000]

/** A series over a time, and all of that time in one. */
export interface RecordedTime {
  readonly span: TimeSpan
  readonly series: readonly SeriesHistory[]
  readonly whole: readonly SeriesSummary[]
}

/** What is remembered of a choice, all as of one moment. */
export interface LoadedHistory extends RecordedTime {
  readonly spans: readonly StatusSpan[]
  /** There were more changes than are answered at once: those after this moment are missing. */
  readonly spansUntil: number | null
  readonly before: RecordedTime | null
  /** Until when it is known. */
  readonly asOf: number
  /** What it was asked for, so that nothing old is taken for what is chosen now. */
  readonly range: HistoryRange
}

export interface HistoryView {
  /** What came last, also while the next is on its way. */
  readonly loaded: LoadedHistory | null
  readonly loading: boolean
  /** Why it could not be had; empty where it could. */
  readonly refusal: string
}

function pointsWanted(): number {
  const wanted = Math.round(window.innerWidth / PIXELS_PER_STEP / 50) * 50
  return Math.min(MOST_POINTS, Math.max(LEAST_POINTS, wanted))
}

async function recordedIn(
  engine: EngineClient,
  series: readonly SeriesRef[],
  span: TimeSpan,
): Promise<RecordedTime> {
  const wanted = { series: [...series], ...span }
  const [steps, whole] = await Promise.all([
    engine.call('history', { ...wanted, points: pointsWanted() }),
    engine.call('historySummary', wanted),
  ])
  return { span, series: inOrder(steps, series), whole }
}

/** In the order in which they were chosen, which decides their lines. */
function inOrder(found: readonly SeriesHistory[], series: readonly SeriesRef[]): readonly SeriesHistory[] {
  return series.flatMap(ref => found.find(one => seriesId(one) === seriesId(ref)) ?? [])
}

async function load(
  engine: EngineClient,
  series: readonly SeriesRef[],
  range: HistoryRange,
  compare: boolean,
): Promise<LoadedHistory> {
  const asOf = Date.now()
  const span = spanOf(range, asOf)
  const watched = series.filter(({ kind }) => kind !== 'metric')
  const [recorded, before, spans] = await Promise.all([
    recordedIn(engine, series, span),
    compare ? recordedIn(engine, series, spanBefore(span)) : null,
    watched.length === 0 ? [] : engine.call('statusSpans', { series: watched, ...span }),
  ])
  const spansUntil = spans.length < MOST_SPANS ? null : (spans.at(-1)?.fromMs ?? null)
  return { ...recorded, before, spans, spansUntil, asOf, range }
}

/** The history opens a moment after the engine, and what is wrong with it may pass. */
const AFTER_REFUSAL_MS = 5_000

/** Often enough that a new step shows soon, seldom enough that the picture is calm. Milliseconds. */
function refreshEvery(rangeMs: number): number {
  return Math.min(300_000, Math.max(10_000, rangeMs / LEAST_POINTS))
}

/** Asks the engine for what is chosen; again now and then while the range ends now and the screen follows. */
export function useHistory(series: readonly SeriesRef[], range: HistoryRange, compare: boolean): HistoryView {
  const engine = useEngine()
  const connected = useLive(state => state.connection === 'live')
  const held = useLive(state => state.held)
  const instance = useLive(state => state.instance)
  const [view, setView] = useState<HistoryView>({ loaded: null, loading: true, refusal: '' })
  const key = JSON.stringify([series, range, compare])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says when what is asked for is another
  const asked = useMemo(() => ({ series, range, compare }), [key])
  useEffect(() => {
    if (asked.series.length === 0 || !connected || instance === null) return
    let left = false
    let again: ReturnType<typeof setTimeout> | undefined
    const follows = asked.range.ends === 'now' && !held
    // Only once it was answered: a history that takes longer than the interval is not asked for what it is at already.
    const ask = async () => {
      const answer = await load(engine, asked.series, asked.range, asked.compare).catch(refusalText)
      if (left) return
      if (typeof answer === 'string') {
        setView(before => ({ ...before, loading: false, refusal: answer }))
        again = setTimeout(() => void ask(), AFTER_REFUSAL_MS)
      } else {
        setView({ loaded: answer, loading: false, refusal: '' })
        if (follows) again = setTimeout(() => void ask(), refreshEvery(rangeLength(asked.range)))
      }
    }
    setView(before => ({ ...before, loading: true }))
    void ask()
    return () => {
      left = true
      clearTimeout(again)
    }
  }, [engine, asked, connected, held, instance])
  return view
}
