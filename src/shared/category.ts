import { z } from 'zod'

/** The report's categories, in the order of their tabs; operators add their own after them. */
export const BUILT_IN_CATEGORIES = ['system', 'database', 'apis', 'realtime', 'agents', 'roblox'] as const

/** A category: one of the report's, or the operator's own word (lower case letters, digits, dashes). */
export const categorySchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'Use lower case letters, digits and dashes, at most 40 characters.')

const TITLES: Readonly<Record<string, string>> = {
  system: 'System',
  database: 'Database',
  apis: 'Integrations',
  realtime: 'Real-time',
  agents: 'Agents',
  roblox: 'Roblox',
}

/** The words on a category's tab: the report's for its own, the operator's word capitalised for theirs. */
export function categoryTitle(category: string): string {
  return TITLES[category] ?? category.charAt(0).toUpperCase() + category.slice(1).replaceAll('-', ' ')
}
