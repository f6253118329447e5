import type { Problem } from '#shared/problem.ts'
import { isMapping } from '../config/is-mapping.ts'
import { valueAt } from '../config/value-at.ts'

/**
 * A problem inside a configuration's list of monitors or backends in words that need no path: "OpenAI, check.url: Give
 * an address." Nobody has written what a profile adds, so a place in it says nothing.
 */
export function problemInItem({ path, message }: Problem, config: unknown): string {
  const [list, index, ...inside] = path
  const item = list === undefined || index === undefined ? undefined : valueAt(config, [list, index])
  return isMapping(item) ? `${item.name}, ${inside.join('.')}: ${message}` : message
}
