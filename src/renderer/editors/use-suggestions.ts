import { useMemo } from 'react'
import { BUILT_IN_CATEGORIES, categoryTitle } from '#shared/category.ts'
import { useLive } from '../connection/hooks.ts'
import { plainSuggestions, type Suggestions, titledSuggestions } from '../forms/suggestion.ts'

/** Words to offer in forms: categories and tags in use, and what a monitor can need. */
export function useSuggestions(): Suggestions {
  const category = useLive(state => [
    ...new Set([...BUILT_IN_CATEGORIES, ...[...state.monitors.values()].map(monitor => monitor.category)]),
  ])
  const tags = useLive(state =>
    [
      ...new Set([...state.monitors.values(), ...state.backends.values()].flatMap(watched => watched.tags)),
    ].sort(),
  )
  const needs = useLive(state => state.order)
  return useMemo(
    () => ({
      category: titledSuggestions(category, categoryTitle),
      tags: plainSuggestions(tags),
      needs: plainSuggestions(needs),
    }),
    [category, tags, needs],
  )
}
