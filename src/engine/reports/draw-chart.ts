import type { HistoryPoint, SeriesHistory } from '#shared/history.ts'
import { amountWords } from './amount-words.ts'
import { timeTicks, valueScale } from './chart-ticks.ts'
import type { LocalTime } from './local-time.ts'
import type { BandPart, BandState } from './status-band.ts'

/** What a mark is coloured as; each page says how that looks. */
export type Tone = BandState | 'line' | 'area' | 'grid' | 'label'

/** One mark of a drawing, in points from its upper left corner. */
export type Mark =
  | { readonly kind: 'fill' | 'stroke'; readonly path: string; readonly tone: Tone }
  | {
      readonly kind: 'text'
      readonly x: number
      readonly y: number
      readonly text: string
      readonly anchor: 'start' | 'middle' | 'end'
    }

export interface Drawing {
  readonly width: number
  readonly height: number
  readonly marks: readonly Mark[]
}

export interface ChartOptions {
  readonly fromMs: number
  readonly toMs: number
  readonly local: LocalTime
  /** Under the chart; empty for none. */
  readonly band: readonly BandPart[]
}

const WIDTH = 460
const LEFT = 52
const RIGHT = 8
const TOP = 8
const PLOT = 96
const BAND_GAP = 8
const BAND = 10
/** For the words under the time axis. */
const AXIS = 16

/** The typical value as a line, from there to p95 as an area, gaps as gaps; the status under it. */
export function drawChart(history: SeriesHistory, options: ChartOptions): Drawing {
  const { fromMs, toMs, local, band } = options
  const top = history.points.reduce((most, { p95 }) => Math.max(most, p95 ?? 0), 0)
  const scale = valueScale(history.unit === '%' ? Math.max(top, 50) : top)
  const x = (at: number) => round(LEFT + ((at - fromMs) / (toMs - fromMs)) * (WIDTH - LEFT - RIGHT))
  const y = (value: number) => round(TOP + PLOT - (Math.min(value, scale.max) / scale.max) * PLOT)
  const bandTop = TOP + PLOT + BAND_GAP
  const bottom = bandTop + (band.length > 0 ? BAND + 3 : -3)
  const marks: Mark[] = []
  for (let value = 0; value <= scale.max * 1.001; value += scale.step) {
    marks.push({ kind: 'stroke', path: `M${LEFT} ${y(value)}H${WIDTH - RIGHT}`, tone: 'grid' })
    const text = amountWords(value, history.unit)
    marks.push({ kind: 'text', x: LEFT - 6, y: y(value) + 3, text, anchor: 'end' })
  }
  for (const { at, label } of timeTicks(fromMs, toMs, local)) {
    const anchor = x(at) > WIDTH - 24 ? 'end' : 'middle'
    marks.push({ kind: 'stroke', path: `M${x(at)} ${TOP}V${TOP + PLOT + 3}`, tone: 'grid' })
    marks.push({ kind: 'text', x: x(at), y: bottom + AXIS - 4, text: label, anchor })
  }
  for (const run of runs(history)) {
    const middle = ({ at }: HistoryPoint) => x(at + history.stepMs / 2)
    const low = run.map(point => `${middle(point)} ${y(point.p50 ?? 0)}`)
    const high = run.map(point => `${middle(point)} ${y(point.p95 ?? point.p50 ?? 0)}`)
    // A single step has no length of its own, and would not be seen.
    const line = low.length > 1 ? `M${low.join('L')}` : `M${low[0]}h1`
    if (run.length > 1)
      marks.push({ kind: 'fill', path: `M${high.join('L')}L${low.reverse().join('L')}Z`, tone: 'area' })
    marks.push({ kind: 'stroke', path: line, tone: 'line' })
  }
  marks.push(...bandMarks(band, { x: LEFT, y: bandTop, width: WIDTH - LEFT - RIGHT, height: BAND }))
  return { width: WIDTH, height: bottom + AXIS, marks }
}

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** How much of a band's height each state fills, so that it can be read without colours. */
const SHARE: Readonly<Record<BandState, number>> = {
  healthy: 0.3,
  excused: 0.3,
  unknown: 0.55,
  degraded: 0.7,
  unhealthy: 1,
}

/** The states of something over time: the worse, the taller. */
export function bandMarks(band: readonly BandPart[], { x, y, width, height }: Box): readonly Mark[] {
  const byState = Map.groupBy(band, ({ state }) => state)
  return [...byState].map(([state, parts]): Mark => {
    const tall = round(height * SHARE[state])
    const bars = parts.map(({ from, to }) => {
      // What lasted a moment is seen as well.
      const wide = Math.max(1, round((to - from) * width))
      return `M${round(x + from * width)} ${round(y + height - tall)}h${wide}v${tall}h-${wide}z`
    })
    return { kind: 'fill', path: bars.join(''), tone: state }
  })
}

/** A band as a drawing of its own. */
export function drawBand(band: readonly BandPart[], width: number, height: number): Drawing {
  return { width, height, marks: bandMarks(band, { x: 0, y: 0, width, height }) }
}

/** Steps that follow each other: no line is drawn over a gap. */
function runs({ points, stepMs }: SeriesHistory): readonly HistoryPoint[][] {
  const found: HistoryPoint[][] = []
  let before = Number.NEGATIVE_INFINITY
  for (const point of points) {
    if (point.p50 === null) continue
    if (point.at - before > stepMs * 1.5) found.push([])
    found.at(-1)?.push(point)
    before = point.at
  }
  return found
}

const round = (value: number): number => Math.round(value * 10) / 10
