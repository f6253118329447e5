import { createContext, useContext } from 'react'
import { NO_PROBLEMS, type Path, type PlacedProblems, pathKey } from './problems.ts'
import type { Suggestion, Suggestions } from './suggestion.ts'

/** What all inputs of one form share. */
export interface FormScope {
  readonly problems: PlacedProblems
  readonly readOnly: boolean
  /** Words to offer while typing, by the key of the field. */
  readonly suggestions: Suggestions
}

export const FormScopeContext = createContext<FormScope>({
  problems: NO_PROBLEMS,
  readOnly: false,
  suggestions: {},
})

/** What an input needs of its form: the problem at its path, and whether it may be changed. */
export function useFormScope(path: Path): {
  readonly error: string | undefined
  readonly readOnly: boolean
  readonly suggestions: readonly Suggestion[]
} {
  const scope = useContext(FormScopeContext)
  return {
    error: scope.problems.byPath.get(pathKey(path)),
    readOnly: scope.readOnly,
    suggestions: scope.suggestions[String(path.at(-1) ?? '')] ?? [],
  }
}
