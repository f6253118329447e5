/**
 * An id made from a name: "PostgreSQL (main)" becomes `postgresql-main`, and with that one taken `postgresql-main-2`.
 * `fallback` is used where the name has no letter or digit to make one from.
 */
export function idFromName(name: string, taken: ReadonlySet<string>, fallback: string): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 56)
    .replace(/-+$/, '')
  const base = plain === '' ? fallback : plain
  let id = base
  for (let number = 2; taken.has(id); number++) id = `${base}-${number}`
  return id
}
