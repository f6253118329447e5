import { categoryTitle } from '#shared/category.ts'
import { availability, type UptimeRow } from '#shared/history.ts'
import { seriesId } from './series-id.ts'

/** The windows of the table, in days. */
export const WINDOW_DAYS = [1, 7, 30, 90, 365] as const
export const WINDOW_WORDS = ['24 h', '7 d', '30 d', '90 d', '365 d'] as const

/** What the table is arranged by: a window (its index), the error budget, or the name. */
export const SORTS = ['name', '0', '1', '2', '3', '4', 'budget'] as const
export type Sort = (typeof SORTS)[number]

/** What the uptime table shows; it stands in the address. */
export interface UptimeChoice {
  readonly text: string
  readonly sort: Sort
  /** The best first, and names from the end. */
  readonly reversed: boolean
  /** Also what is no longer watched. */
  readonly gone: boolean
}

/** What was worst over a month is what to work on. */
const DEFAULT_SORT: Sort = '2'
export const DEFAULT_UPTIME_CHOICE: UptimeChoice = {
  ...{ text: '', sort: DEFAULT_SORT, reversed: false, gone: false },
}

export function parseUptimeChoice(text: string): UptimeChoice {
  const query = new URLSearchParams(text)
  return {
    text: query.get('find') ?? '',
    sort: SORTS.find(sort => sort === query.get('sort')) ?? DEFAULT_SORT,
    reversed: query.get('reversed') === 'yes',
    gone: query.get('gone') === 'yes',
  }
}

export function uptimeQuery({ text, sort, reversed, gone }: UptimeChoice): string {
  const query = new URLSearchParams()
  if (text !== '') query.set('find', text)
  if (sort !== DEFAULT_SORT) query.set('sort', sort)
  if (reversed) query.set('reversed', 'yes')
  if (gone) query.set('gone', 'yes')
  return query.toString()
}

/** A row with what it is arranged by, reckoned once. */
export interface ArrangedRow {
  readonly key: string
  readonly row: UptimeRow
}

/** Rows that pass the filter, arranged; what is not known comes after what is, whichever way. */
export function arrangeUptime(
  rows: readonly UptimeRow[],
  { text, sort, reversed }: UptimeChoice,
): readonly ArrangedRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const way = reversed ? -1 : 1
  return rows
    .filter(row => words.every(word => searchable(row).includes(word)))
    .map(row => ({ key: seriesId(row), row, value: sort === 'name' ? null : sortedBy(row, sort) }))
    .toSorted((a, b) => {
      if (sort !== 'name') {
        if (a.value === null || b.value === null) {
          if (a.value !== b.value) return a.value === null ? 1 : -1
        } else if (a.value !== b.value) return (a.value - b.value) * way
      }
      const byName = a.row.name.localeCompare(b.row.name, undefined, { numeric: true })
      return sort === 'name' ? byName * way : byName
    })
    .map(({ key, row }) => ({ key, row }))
}

function searchable(row: UptimeRow): string {
  return [row.name, row.id, kindWords(row), categoryTitle(row.category)].join('\n').toLowerCase()
}

function sortedBy({ windows, slo }: UptimeRow, sort: Exclude<Sort, 'name'>): number | null {
  if (sort === 'budget') {
    if (slo.availability === null) return null
    // Without a budget, by how much it is overdrawn.
    return slo.budgetMs > 0 ? slo.leftMs / slo.budgetMs : slo.leftMs
  }
  const times = windows[Number(sort)]
  return times === undefined ? null : availability(times)
}

/** Of which kind a row is, and where it belongs. */
export function kindWords({ kind, category }: Pick<UptimeRow, 'kind' | 'category'>): string {
  return kind === 'backend' ? 'Backend' : categoryTitle(category)
}
