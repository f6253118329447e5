import type { SeriesRef } from '#shared/history.ts'
import { DEFAULT_RANGE, type HistoryRange, LONGEST_MS, RANGES, SHORTEST_MS } from './history-range.ts'
import { parseSeriesId, seriesId } from './series-id.ts'

/** Lines that can be drawn of a series, in the order in which they are offered. */
export const FIGURES = ['average', 'p50', 'p95', 'p99', 'max'] as const
export type Figure = (typeof FIGURES)[number]

export const FIGURE_WORDS: Readonly<Record<Figure, string>> = {
  average: 'Average',
  p50: 'p50',
  p95: 'p95',
  p99: 'p99',
  max: 'Highest',
}

/** What the History tab shows: all of it stands in the address, so that a link or a reload shows the same. */
export interface HistoryChoice {
  readonly series: readonly SeriesRef[]
  readonly range: HistoryRange
  /** Null: what suits the number of series. */
  readonly figures: readonly Figure[] | null
  /** The band from the lowest to the highest value; null: what suits the number of series. */
  readonly band: boolean | null
  /** With the same time before. */
  readonly compare: boolean
  /** Each series in a chart of its own. */
  readonly apart: boolean
}

/** More charts than these nobody compares. */
export const MOST_CHOSEN = 12

export const NOTHING_CHOSEN: HistoryChoice = {
  ...{ series: [], range: DEFAULT_RANGE, figures: null, band: null, compare: false, apart: false },
}

function readRange(query: URLSearchParams): HistoryRange {
  const [fromMs, toMs] = [query.get('from'), query.get('to')].map(text => Date.parse(text ?? ''))
  if (fromMs !== undefined && toMs !== undefined) {
    const length = toMs - fromMs
    if (length >= SHORTEST_MS && length <= LONGEST_MS) return { ends: 'then', fromMs, toMs }
  }
  const named = RANGES.find(({ id }) => id === query.get('range'))
  return named ? { ends: 'now', id: named.id } : DEFAULT_RANGE
}

function readFlag(text: string | null): boolean | null {
  return text === 'yes' ? true : text === 'no' ? false : null
}

function readFigures(text: string | null): readonly Figure[] | null {
  const figures = FIGURES.filter(figure => text?.split(' ').includes(figure))
  return figures.length === 0 ? null : figures
}

/** Reads what stands in an address; what cannot be read is as if it were not there. */
export function parseChoice(text: string): HistoryChoice {
  const query = new URLSearchParams(text)
  const series = new Map(
    query
      .getAll('show')
      .flatMap(one => parseSeriesId(one) ?? [])
      .map(ref => [seriesId(ref), ref]),
  )
  return {
    series: [...series.values()].slice(0, MOST_CHOSEN),
    range: readRange(query),
    figures: readFigures(query.get('figures')),
    band: readFlag(query.get('band')),
    compare: query.get('compare') === 'yes',
    apart: query.get('apart') === 'yes',
  }
}

/** A choice as it stands in the address, without what is as usual. */
export function choiceQuery(choice: HistoryChoice): string {
  const query = new URLSearchParams()
  for (const ref of choice.series) query.append('show', seriesId(ref))
  const { range } = choice
  if (range.ends === 'now') query.set('range', range.id)
  else {
    query.set('from', new Date(range.fromMs).toISOString())
    query.set('to', new Date(range.toMs).toISOString())
  }
  if (choice.figures !== null) query.set('figures', choice.figures.join(' '))
  if (choice.band !== null) query.set('band', choice.band ? 'yes' : 'no')
  if (choice.compare) query.set('compare', 'yes')
  if (choice.apart) query.set('apart', 'yes')
  return query.toString()
}
