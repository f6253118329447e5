import { useDocumentVisibility } from '@mantine/hooks'
import { createContext, useContext, useEffect, useRef, useState } from 'react'
import { useEngine, useLive } from '../connection/hooks.ts'

/** What happened while nobody looked, as it is shown for the rest of the visit. */
export interface UnseenNews {
  /** "3 incidents since 18:00, all recovered"; null where there is nothing to tell. */
  readonly line: string | null
  /** Whether any of it lasts. */
  readonly lasts: boolean
  readonly dismiss: () => void
}

export const UnseenContext = createContext<UnseenNews>({
  line: null,
  lasts: false,
  dismiss: () => undefined,
})

/** What happened while nobody looked. */
export function useUnseen(): UnseenNews {
  return useContext(UnseenContext)
}

/** How long the page has to be seen until a person has looked at it. Milliseconds. */
const LOOKED_AFTER_MS = 3_000

/**
 * Tells the engine that somebody looks, once the page has been seen for a moment; what happened until then stays on the
 * page. What happens while the page is looked at is no news that somebody missed.
 */
export function useFollowUnseen(): UnseenNews {
  const engine = useEngine()
  const unseen = useLive(state => (state.connection === 'live' ? (state.alerts?.unseen ?? null) : null))
  const visible = useDocumentVisibility() === 'visible'
  const [missed, setMissed] = useState<{ readonly line: string; readonly lasts: boolean } | null>(null)
  const looking = useRef(false)
  useEffect(() => {
    if (!visible) {
      looking.current = false
      return
    }
    if (unseen !== null && !looking.current) setMissed({ line: unseen.line, lasts: unseen.open > 0 })
    const timer = setTimeout(() => {
      looking.current = true
      // What could not be marked is told again at the next visit; nothing else depends on it.
      if (unseen !== null) engine.call('markSeen', undefined).catch(() => undefined)
    }, LOOKED_AFTER_MS)
    return () => clearTimeout(timer)
  }, [engine, unseen, visible])
  return {
    line: missed?.line ?? null,
    lasts: missed?.lasts ?? false,
    dismiss: () => setMissed(null),
  }
}
