import type { SeriesInfo } from '#shared/history.ts'
import { MOST_SERIES } from '../overview/series-style.ts'
import type { Figure, HistoryChoice } from './history-choice.ts'
import { seriesId } from './series-id.ts'

/** One line to be drawn: a figure of a series, or the same of the time before. */
export interface PlannedLine {
  readonly key: string
  readonly seriesId: string
  readonly figure: Figure
  readonly before: boolean
  /** In the legend and at the pointer: "PostgreSQL", "PostgreSQL p95". */
  readonly label: string
}

/** One chart: series of one unit, with an axis they share. */
export interface ChartPlan {
  readonly key: string
  readonly title: string
  readonly unit: string
  readonly seriesIds: readonly string[]
  readonly lines: readonly PlannedLine[]
  /** The series whose lowest and highest values make a band; null for no band. */
  readonly bandOf: string | null
}

/** What is drawn of each series of a chart where the operator left that open: more of one than of several. */
export function suitedTo(
  choice: Pick<HistoryChoice, 'figures' | 'band'>,
  alone: boolean,
): { readonly figures: readonly Figure[]; readonly band: boolean } {
  return {
    figures: choice.figures ?? (alone ? ['average', 'p95'] : ['average']),
    band: choice.band ?? (alone && choice.figures === null),
  }
}

type Planned = Pick<SeriesInfo, 'kind' | 'id' | 'name' | 'unit'>

const FIGURE_LABELS: Readonly<Record<Figure, string>> = {
  average: 'average',
  p50: 'p50',
  p95: 'p95',
  p99: 'p99',
  max: 'highest',
}

/**
 * The charts of a choice: series of one unit together, as long as their lines can be told apart; each in one of its own
 * where there are too many lines, a band, or the time before beside it.
 */
export function chartPlans(
  series: readonly Planned[],
  choice: Pick<HistoryChoice, 'figures' | 'band' | 'compare' | 'apart'>,
): readonly ChartPlan[] {
  return [...Map.groupBy(series, one => one.unit).values()].flatMap(members => {
    const { figures, band } = suitedTo(choice, members.length === 1)
    const crowded = members.length * figures.length > MOST_SERIES
    const each = choice.apart || choice.compare || band || crowded
    return each
      ? members.map(one => plan([one], figures, band, choice.compare))
      : [plan(members, figures, false, false)]
  })
}

function plan(
  members: readonly Planned[],
  figures: readonly Figure[],
  band: boolean,
  compare: boolean,
): ChartPlan {
  const ids = members.map(seriesId)
  const [only] = members
  const alone = members.length === 1
  const lines = members.flatMap(one =>
    figures.map(figure => ({
      ...{ key: lineKey(seriesId(one), figure), seriesId: seriesId(one), figure, before: false },
      label: alone
        ? FIGURE_LABELS[figure]
        : figures.length === 1
          ? one.name
          : `${one.name} ${FIGURE_LABELS[figure]}`,
    })),
  )
  const compared = compare && alone ? comparedFigure(figures) : null
  const before = lines
    .filter(line => line.figure === compared)
    .map(line => ({ ...line, key: `${line.key} before`, before: true, label: `${line.label} before` }))
  const unit = only?.unit ?? ''
  return {
    ...{ key: `${unit} ${ids.join(' ')}`, unit, seriesIds: ids, lines: [...lines, ...before] },
    title: titleOf(members, figures, unit),
    bandOf: band && alone ? (ids[0] ?? null) : null,
  }
}

function titleOf(members: readonly Planned[], figures: readonly Figure[], unit: string): string {
  const [only] = members
  const what = unit === 'ms' ? 'Response time' : 'Metrics'
  if (members.length === 1 && only) return unit === 'ms' ? `${only.name}, response time` : only.name
  return figures.length === 1 && figures[0] !== 'average' && figures[0] !== undefined
    ? `${what}, ${FIGURE_LABELS[figures[0]]}`
    : what
}

/** The line that is compared with the time before: what few see, where it is drawn, since that is what grows first. */
export function comparedFigure(figures: readonly Figure[]): Figure | null {
  return figures.includes('p95') ? 'p95' : (figures[0] ?? null)
}

export function lineKey(id: string, figure: Figure | 'min'): string {
  return `${id} ${figure}`
}
