/** The ids with one of them moved to the place of another; as they were where either is not among them. */
export function moveInOrder(ids: readonly string[], id: string, to: number): readonly string[] {
  const from = ids.indexOf(id)
  if (from < 0 || to < 0 || to >= ids.length || from === to) return ids
  const rest = ids.filter(other => other !== id)
  return [...rest.slice(0, to), id, ...rest.slice(to)]
}
