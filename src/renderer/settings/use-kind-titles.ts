import { useMemo } from 'react'
import { useEngine } from '../connection/hooks.ts'
import { useFetched } from '../details/use-fetched.ts'

/** The titles of the kinds of check by their names: "PostgreSQL" for `postgres`. Empty until the engine has told. */
export function useKindTitles(): ReadonlyMap<string, string> {
  const engine = useEngine()
  const { value } = useFetched(() => engine.call('kinds', undefined), '')
  return useMemo(() => new Map(value?.checkers.map(({ kind, title }) => [kind, title])), [value])
}
