import { BUILT_IN_CATEGORIES } from '#shared/category.ts'
import { useLive } from '../connection/hooks.ts'

/** Words to offer in forms: categories and tags in use, and what a monitor can need. */
export function useSuggestions(): Readonly<Record<'category' | 'tags' | 'needs', readonly string[]>> {
  const category = useLive(state => [
    ...new Set([...BUILT_IN_CATEGORIES, ...[...state.monitors.values()].map(monitor => monitor.category)]),
  ])
  const tags = useLive(state =>
    [
      ...new Set([...state.monitors.values(), ...state.backends.values()].flatMap(watched => watched.tags)),
    ].sort(),
  )
  const needs = useLive(state => state.order)
  return { category, tags, needs }
}
