import type { HistoryPoint, SeriesHistory } from '#shared/history.ts'
import { usualPause } from '../components/line-segments.ts'
import { type Run, rowsOfRuns, type TrendRow } from '../overview/trend-rows.ts'
import { type ChartPlan, lineKey } from './chart-plans.ts'
import type { Figure } from './history-choice.ts'
import { seriesId } from './series-id.ts'

/** So much of the usual pause between two points is no gap: a check now and then is late, a step now and then empty. */
const LATE = 2.5
/** A step that is missing between two others is a gap. */
const MISSING_STEP = 1.5

/** From how far apart two points have nothing between them, ms. */
export function longestPause({ points, stepMs, intervalMs }: SeriesHistory): number {
  const usual = usualPause(points.map(({ at }) => [at, null]))
  const stored = Number.isFinite(usual) && usual > MISSING_STEP * stepMs ? usual * LATE : 0
  return Math.max(stepMs * MISSING_STEP, intervalMs * LATE, stored)
}

/** One figure of a series, cut where nothing is known: no result for a while, or none that had a value. */
export function figureRuns(series: SeriesHistory, figure: Figure | 'min', shiftMs = 0): readonly Run[] {
  const longest = longestPause(series)
  const runs: [number, number][][] = []
  let before = Number.NEGATIVE_INFINITY
  let run: [number, number][] = []
  for (const point of series.points) {
    const value = point[figure]
    if (point.at - before > longest || value === null) {
      if (run.length > 0) runs.push(run)
      run = []
    }
    if (value !== null) run.push([middleOf(point, series) + shiftMs, value])
    before = point.at
  }
  return run.length > 0 ? [...runs, run] : runs
}

const middleOf = (point: HistoryPoint, { stepMs }: SeriesHistory) => point.at + stepMs / 2

/** What a chart draws: every line at every moment, and which points have no line to them and are seen as dots only. */
export interface ChartRows {
  readonly rows: readonly TrendRow[]
  readonly lone: ReadonlyMap<string, ReadonlySet<number>>
  /** Of the lines: a band may reach further, since one slow answer would press everything else flat. */
  readonly highest: number
  readonly lowest: number
  readonly bandTop: number
}

/** Lines of a plan over common moments; `before` is the time before, which is drawn `shiftMs` later than it was. */
export function chartRows(
  plan: ChartPlan,
  now: readonly SeriesHistory[],
  before: readonly SeriesHistory[],
  shiftMs: number,
): ChartRows {
  const wanted = [
    ...plan.lines.map(line => ({ ...line, id: line.seriesId })),
    ...(plan.bandOf === null
      ? []
      : (['min', 'max'] as const).map(figure => ({
          ...{ key: bandKey(plan.bandOf ?? '', figure), id: plan.bandOf, figure, before: false },
        }))),
  ]
  const lines = wanted.flatMap(line => {
    const series = (line.before ? before : now).find(one => seriesId(one) === line.id)
    return series === undefined
      ? []
      : [{ id: line.key, runs: figureRuns(series, line.figure, line.before ? shiftMs : 0) }]
  })
  const valuesOf = (wantedLines: typeof lines) =>
    wantedLines.flatMap(({ runs }) => runs.flatMap(run => run.map(([, value]) => value)))
  const isDrawn = (id: string) => plan.lines.some(({ key }) => key === id)
  const values = valuesOf(lines.filter(({ id }) => isDrawn(id)))
  return {
    rows: rowsOfRuns(lines),
    lone: new Map(
      lines.map(({ id, runs }) => [
        id,
        new Set(runs.flatMap(run => (run.length === 1 ? (run[0]?.[0] ?? []) : []))),
      ]),
    ),
    highest: values.reduce((most, value) => Math.max(most, value), 0),
    lowest: values.reduce((least, value) => Math.min(least, value), 0),
    bandTop: valuesOf(lines.filter(({ id }) => !isDrawn(id))).reduce(
      (most, value) => Math.max(most, value),
      0,
    ),
  }
}

/** Apart from the lines of the same figures, which may be drawn too. */
export function bandKey(id: string, edge: 'min' | 'max'): string {
  return `${lineKey(id, edge)} of the band`
}

/** The step of a series that a moment is in, or the nearest within its usual pause; null in a gap. */
export function pointAt(series: SeriesHistory, at: number): HistoryPoint | null {
  const { points } = series
  const reach = longestPause(series) / 2
  let [low, high] = [0, points.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((points[middle]?.at ?? 0) + series.stepMs / 2 < at) low = middle + 1
    else high = middle
  }
  const near = [points[low - 1], points[low]].flatMap(point => point ?? [])
  const distance = (point: HistoryPoint) => Math.abs(middleOf(point, series) - at)
  const [nearest] = near.toSorted((a, b) => distance(a) - distance(b))
  return nearest !== undefined && distance(nearest) <= Math.max(reach, series.stepMs / 2) ? nearest : null
}
