import type { ListItem } from './list-item.ts'

const WORDS: Readonly<Record<ListItem['scope'], readonly [one: string, many: string]>> = {
  monitor: ['monitor', 'monitors'],
  backend: ['backend', 'backends'],
  service: ['reported service', 'reported services'],
}

/** Rows in words: the name of one, else how many of what: "3 monitors and 1 backend". */
export function countWords(items: readonly Pick<ListItem, 'scope' | 'name'>[]): string {
  const [only] = items
  if (items.length === 1 && only) return only.name
  const parts = (['monitor', 'backend', 'service'] as const).flatMap(scope => {
    const count = items.filter(item => item.scope === scope).length
    const [one, many] = WORDS[scope]
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`]
  })
  return parts.length === 0 ? 'nothing' : parts.join(' and ')
}
