import { useMemo } from 'react'
import { BUILT_IN_CATEGORIES, categoryTitle } from '#shared/category.ts'
import { useLive } from '../connection/hooks.ts'
import { plainSuggestions, type Suggestions, titledSuggestions } from '../forms/suggestion.ts'

/** Words to offer in forms, by the names of the fields: what there is to name, by its own name, and words in use. */
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
  const monitors = useNamed(useLive(state => [...state.monitors.values()].flatMap(idAndName)))
  const backends = useNamed(useLive(state => [...state.backends.values()].flatMap(idAndName)))
  const metrics = useNamed(useLive(state => [...state.metrics.values()].flatMap(idAndName)))
  return useMemo(() => {
    const categories = titledSuggestions(category, categoryTitle)
    return {
      category: categories,
      categories,
      tags: plainSuggestions(tags),
      needs: plainSuggestions(needs),
      monitors: [...monitors, ...backends],
      metrics,
      fallbackBackend: backends,
      timeZone: plainSuggestions(Intl.supportedValuesOf('timeZone')),
    }
  }, [category, tags, needs, monitors, backends, metrics])
}

/** Flat, since a list of plain words is what the live state can tell to be the same. */
const idAndName = ({ id, name }: { readonly id: string; readonly name: string }) => [id, name]

function useNamed(flat: readonly string[]) {
  return useMemo(() => {
    const names = new Map<string, string>()
    for (let at = 0; at < flat.length; at += 2) names.set(flat[at] ?? '', flat[at + 1] ?? '')
    return titledSuggestions([...names.keys()], id => names.get(id) ?? id)
  }, [flat])
}
