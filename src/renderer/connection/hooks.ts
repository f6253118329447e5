import { createContext, useContext, useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import type { EngineClient } from './engine-client.ts'
import type { LiveState } from './live-store.ts'
import { shallowEqual } from './shallow-equal.ts'
import { TickerContext } from './ticker.ts'

export const EngineContext = createContext<EngineClient | null>(null)

/** The client of the engine this page is connected to. */
export function useEngine(): EngineClient {
  const client = useContext(EngineContext)
  if (!client) throw new Error('useEngine is for components inside EngineContext.')
  return client
}

/**
 * What `select` picks from the live state; the component draws again only when that changes. Arrays and plain
 * objects with the same contents count as the same.
 */
export function useLive<T>(select: (state: LiveState) => T): T {
  const { store } = useEngine()
  const drawn = useRef<{ readonly value: T } | null>(null)
  const getSnapshot = useMemo(() => {
    let last: { readonly state: LiveState; readonly value: T } | null = null
    return () => {
      const state = store.getState()
      if (last?.state === state) return last.value
      const before = last ?? drawn.current
      const picked = select(state)
      const value = before && shallowEqual(before.value, picked) ? before.value : picked
      last = { state, value }
      return value
    }
  }, [store, select])
  const value = useSyncExternalStore(store.subscribe, getSnapshot)
  useEffect(() => {
    drawn.current = { value }
  }, [value])
  return value
}

/** Now in milliseconds since the epoch, growing every `intervalMs` (whole seconds); all share one clock. */
export function useNow(intervalMs: number): number {
  return useFromNow(now => Math.floor(now / intervalMs) * intervalMs)
}

/** What `tell` makes of now, once a second; the component draws again only when that changes. For plain values. */
export function useFromNow<T extends string | number | boolean>(tell: (now: number) => T): T {
  const ticker = useContext(TickerContext)
  if (!ticker) throw new Error('useFromNow is for components inside TickerContext.')
  return useSyncExternalStore(ticker.subscribe, () => tell(ticker.now()))
}
