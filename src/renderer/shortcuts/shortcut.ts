/** What a single key does on the page, where no field is being typed in. */
export type ShortcutAction =
  | { readonly do: 'tab'; readonly index: number }
  | { readonly do: 'refresh' }
  | { readonly do: 'help' }
  | { readonly do: 'export' }
  /** Only in a demo. */
  | { readonly do: 'director' }

/** A key press, as far as it matters here. */
export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

/** What a key press asks for: `1`-`9` and `0` a tab, `R` a refresh, `E` the export of a report, `D` the director, `?` the list of shortcuts; null for any other. */
export function shortcutOf(press: KeyPress): ShortcutAction | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null
  if (/^[1-9]$/.test(press.key)) return { do: 'tab', index: Number(press.key) - 1 }
  if (press.key === '0') return { do: 'tab', index: 9 }
  if (press.key === 'r' || press.key === 'R') return { do: 'refresh' }
  if (press.key === 'e' || press.key === 'E') return { do: 'export' }
  if (press.key === 'd' || press.key === 'D') return { do: 'director' }
  return press.key === '?' ? { do: 'help' } : null
}
