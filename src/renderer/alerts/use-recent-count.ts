import { useEngine, useLive } from '../connection/hooks.ts'
import { useFetched } from '../details/use-fetched.ts'
import { atLeastWords } from './incident-words.ts'

const DAY_MS = 86_400_000
const MOST = 100

/** How many incidents were resolved in the last 24 h, in words: "3", "100+"; null until it is known. */
export function useRecentCount(): string | null {
  const engine = useEngine()
  const revision = useLive(state => state.alerts?.revision ?? 0)
  const { value } = useFetched(async () => {
    const { incidents } = await engine.call('incidents', { state: 'resolved', limit: MOST })
    const since = Date.now() - DAY_MS
    return incidents.filter(({ resolvedAt }) => resolvedAt !== null && resolvedAt >= since).length
  }, revision)
  return value === null ? null : atLeastWords(value, MOST)
}
