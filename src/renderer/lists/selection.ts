/** Which rows are selected, and from where the next range starts. */
export interface Selection {
  readonly keys: ReadonlySet<string>
  readonly anchor: string | null
}

export const NO_SELECTION: Selection = { keys: new Set(), anchor: null }

/** Selects or deselects one row. */
export function toggle(selection: Selection, key: string): Selection {
  const keys = new Set(selection.keys)
  if (!keys.delete(key)) keys.add(key)
  return { keys, anchor: key }
}

/** Gives all rows between the last one touched and this one the opposite of what this one has. */
export function toggleRange(selection: Selection, key: string, order: readonly string[]): Selection {
  const from = selection.anchor === null ? -1 : order.indexOf(selection.anchor)
  const to = order.indexOf(key)
  if (from < 0 || to < 0) return toggle(selection, key)
  const select = !selection.keys.has(key)
  const keys = new Set(selection.keys)
  for (const between of order.slice(Math.min(from, to), Math.max(from, to) + 1)) {
    if (select) keys.add(between)
    else keys.delete(between)
  }
  return { keys, anchor: key }
}

/** Selects all of these, or none where all of them are selected already. */
export function toggleAll(selection: Selection, order: readonly string[]): Selection {
  const all = order.length > 0 && order.every(key => selection.keys.has(key))
  return all ? NO_SELECTION : { keys: new Set(order), anchor: null }
}

/** Without what is not shown any more, so that nothing unseen is acted on. */
export function onlyShown(selection: Selection, order: readonly string[]): Selection {
  const shown = new Set(order)
  const keys = new Set([...selection.keys].filter(key => shown.has(key)))
  return keys.size === selection.keys.size ? selection : { keys, anchor: selection.anchor }
}
