import { useMemo } from 'react'
import type { Trend } from '#shared/history.ts'
import { useEngine } from '../connection/hooks.ts'
import { useRefetched } from '../history/use-refetched.ts'

/** A trend is of days: it does not change within minutes. */
const AGAIN_MS = 600_000

/** Where metrics are going, by their id. Without an answer nothing is said of them. */
export function useTrends(): ReadonlyMap<string, Trend> {
  const engine = useEngine()
  const { value } = useRefetched(() => engine.call('trends', undefined), AGAIN_MS)
  return useMemo(() => new Map((value ?? []).map(trend => [trend.id, trend])), [value])
}
