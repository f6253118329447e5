import { useDocumentVisibility } from '@mantine/hooks'
import { createContext, useContext, useEffect, useRef, useState } from 'react'
import type { Unseen } from '#shared/incidents.ts'
import { useEngine, useFromNow, useLive } from '../connection/hooks.ts'
import { unseenWords } from './incident-words.ts'

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
  const lasting = useLive(state => {
    const { open = 0, acknowledged = 0 } = state.alerts?.counts ?? {}
    return open + acknowledged > 0
  })
  const visible = useDocumentVisibility() === 'visible'
  const [missed, setMissed] = useState<Unseen | null>(null)
  const looking = useRef(false)
  const pending = unseen !== null
  useEffect(() => {
    if (!visible) looking.current = false
    else if (unseen !== null && !looking.current) setMissed(unseen)
  }, [unseen, visible])
  // However fast more of it comes, this much time is enough.
  useEffect(() => {
    if (!visible) return
    const timer = setTimeout(() => {
      looking.current = true
      // What could not be marked is told again at the next visit; nothing else depends on it.
      if (pending) engine.call('markSeen', undefined).catch(() => undefined)
    }, LOOKED_AFTER_MS)
    return () => clearTimeout(timer)
  }, [engine, pending, visible])
  const told = useFromNow(now => (missed === null ? '' : unseenWords(missed, lasting, now)))
  return {
    line: missed === null ? null : told,
    lasts: missed !== null && missed.open > 0 && lasting,
    dismiss: () => setMissed(null),
  }
}
