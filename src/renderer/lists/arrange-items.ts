import { STATUS_ORDER } from '#shared/status.ts'
import type { ListItem } from './list-item.ts'

/** What a list shows of all its rows. */
export interface ItemFilter {
  /** Words that all have to occur in name, address, message or tags. */
  readonly text: string
  readonly problemsOnly: boolean
  /** A row with any of these is shown; none chosen shows all. */
  readonly tags: readonly string[]
}

export const NO_FILTER: ItemFilter = { text: '', problemsOnly: false, tags: [] }

/** Whether a row is something to look at: wrong, or not healthy in every view; muted and paused are not. */
export function isProblem(item: ListItem): boolean {
  if (item.muted !== null || item.paused) return false
  return item.status !== 'healthy' || isDoubtful(item)
}

/** Failed once and not confirmed yet, or seen differently by a backend. */
function isDoubtful(item: ListItem): boolean {
  return item.pending !== null || item.difference !== null
}

/** The rows that pass the filter, worst first; of the same status in the order they came in. */
export function arrangeItems(items: readonly ListItem[], filter: ItemFilter): readonly ListItem[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean)
  return items
    .filter(item => !filter.problemsOnly || isProblem(item))
    .filter(item => filter.tags.length === 0 || filter.tags.some(tag => item.tags.includes(tag)))
    .filter(item => words.every(word => searchable(item).includes(word)))
    .toSorted((a, b) => rank(a) - rank(b))
}

function searchable(item: ListItem): string {
  return [item.name, item.id, item.target, item.message, item.reportedAs, ...item.tags]
    .join('\n')
    .toLowerCase()
}

/** Worst first; what does not count is below what does, whatever its status. */
function rank(item: ListItem): number {
  const set = item.paused ? 20 : item.muted === null ? 0 : 10
  const doubt = item.status === 'healthy' && isDoubtful(item) ? -0.5 : 0
  return set + STATUS_ORDER[item.status] + doubt
}

/** Every tag in use, in alphabetical order. */
export function tagsOf(items: readonly ListItem[]): readonly string[] {
  return [...new Set(items.flatMap(item => item.tags))].sort((a, b) => a.localeCompare(b))
}
