import { useMemo } from 'react'
import type { Config } from '#shared/config.ts'
import { useSuggestions } from '../editors/use-suggestions.ts'
import { type Suggestions, titledSuggestions } from '../forms/suggestion.ts'

/** Words to offer in forms, and among them the notifiers there are, by their names. */
export function useNotifierSuggestions({ notifiers }: Pick<Config, 'notifiers'>): Suggestions {
  const suggestions = useSuggestions()
  return useMemo(() => {
    const names = new Map(notifiers.map(({ id, name }) => [id, name]))
    return { ...suggestions, notifiers: titledSuggestions([...names.keys()], id => names.get(id) ?? id) }
  }, [suggestions, notifiers])
}
