import type { KeyPress } from '../shortcuts/shortcut.ts'

/** What a key does among incidents. */
export type AlertCommand =
  | { readonly do: 'move'; readonly by: 1 | -1 }
  | { readonly do: 'acknowledge' | 'mute' | 'note' | 'select' }

const LETTERS: Readonly<Record<string, AlertCommand>> = {
  j: { do: 'move', by: 1 },
  k: { do: 'move', by: -1 },
  a: { do: 'acknowledge' },
  m: { do: 'mute' },
  n: { do: 'note' },
  x: { do: 'select' },
}

/** What has another meaning elsewhere on the page: scrolling, pressing a button. */
const ON_ROW: Readonly<Record<string, AlertCommand>> = {
  ArrowDown: { do: 'move', by: 1 },
  ArrowUp: { do: 'move', by: -1 },
  ' ': { do: 'select' },
}

/** What a key press asks for among incidents; `onRow` says whether one of them has the focus. Null for any other key. */
export function alertCommandOf(press: KeyPress, onRow: boolean): AlertCommand | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null
  return LETTERS[press.key.toLowerCase()] ?? (onRow ? (ON_ROW[press.key] ?? null) : null)
}

/** The row that gets the focus: the one above or below, the first where none has it; null where there is none. */
export function rowAfter(rows: readonly string[], current: string | null, by: 1 | -1): string | null {
  const at = current === null ? -1 : rows.indexOf(current)
  return at === -1 ? (rows[0] ?? null) : (rows[at + by] ?? null)
}

/** The row that takes the place of one that is gone: the next that is still there, else the last before it. */
export function rowInPlaceOf(
  gone: string,
  before: readonly string[],
  after: readonly string[],
): string | null {
  const still = new Set(after)
  const at = before.indexOf(gone)
  if (at === -1) return null
  const isThere = (row: string) => still.has(row)
  return before.slice(at).find(isThere) ?? before.slice(0, at).findLast(isThere) ?? null
}
