import { useEffect, useState } from 'react'
import { useFromNow } from '../connection/hooks.ts'
import { type Fetched, useFetched } from '../details/use-fetched.ts'

/** The history opens a moment after the engine; until it has, it is asked again this often. */
const AFTER_REFUSAL_MS = 3_000

/** Fetches now, every so often, and soon again after it was refused. */
export function useRefetched<T>(fetch: () => Promise<T>, everyMs: number): Fetched<T> {
  const [refused, setRefused] = useState(false)
  const version = useFromNow(now => Math.floor(now / (refused ? AFTER_REFUSAL_MS : everyMs)))
  const fetched = useFetched(fetch, version)
  const { refusal } = fetched
  useEffect(() => setRefused(refusal !== ''), [refusal])
  return fetched
}
