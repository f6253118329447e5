import { useEffect, useState } from 'react'
import { refusalText } from '../actions/use-action.ts'

/** Something fetched from the engine: what came last stays while the next is on its way. */
export interface Fetched<T> {
  readonly value: T | null
  /** Why it could not be fetched; empty where it could. */
  readonly refusal: string
  readonly loading: boolean
}

/** Fetches again whenever `version` changes: something new is known about the same thing. */
export function useFetched<T>(fetch: () => Promise<T>, version: unknown): Fetched<T> {
  const [state, setState] = useState<Fetched<T>>({ value: null, refusal: '', loading: true })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version says when what is fetched has changed
  useEffect(() => {
    let wanted = true
    fetch().then(
      value => wanted && setState({ value, refusal: '', loading: false }),
      (error: unknown) =>
        wanted && setState(before => ({ ...before, refusal: refusalText(error), loading: false })),
    )
    return () => {
      wanted = false
    }
  }, [version])
  return state
}
