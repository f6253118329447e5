const LONGEST = 64

/**
 * An id made from a name, free among those taken: "PostgreSQL (main)" is `postgresql-main`, then `postgresql-main-2`. From
 * a name that has nothing to make one of, `nameless`.
 */
export function idFromName(name: string, taken: ReadonlySet<string>, nameless = 'monitor'): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, LONGEST - 4)
    .replace(/-+$/, '')
  const base = plain === '' ? nameless : plain
  if (!taken.has(base)) return base
  for (let count = 2; ; count += 1) {
    const candidate = `${base}-${count}`
    if (!taken.has(candidate)) return candidate
  }
}
