import { createContext } from 'react'

/** One clock for the whole page: ticks once a second while anybody watches. */
export interface Ticker {
  subscribe(listener: () => void): () => void
  /** Milliseconds since the epoch as of the last tick. */
  now(): number
}

const TICK_MS = 1000

/** A ticker that reads `now` once a second. */
export function createTicker(now: () => number): Ticker {
  const listeners = new Set<() => void>()
  let timer: ReturnType<typeof setInterval> | null = null
  let current = now()
  const tick = () => {
    current = now()
    for (const listener of listeners) listener()
  }
  return {
    subscribe(listener) {
      listeners.add(listener)
      if (timer === null) {
        current = now()
        timer = setInterval(tick, TICK_MS)
      }
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0 || timer === null) return
        clearInterval(timer)
        timer = null
      }
    },
    now: () => current,
  }
}

export const TickerContext = createContext<Ticker | null>(null)
