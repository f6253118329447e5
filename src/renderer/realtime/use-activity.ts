import { useEffect, useRef, useState } from 'react'
import type { Activity } from '#shared/realtime.ts'
import { refusalText } from '../actions/use-action.ts'
import { useEngine, useLive } from '../connection/hooks.ts'
import type { Fetched } from '../details/use-fetched.ts'

/** The feed is fetched at most this often, however much happens, ms. */
const AT_MOST_EVERY_MS = 1000

/** The latest of what happened elsewhere, newest first; of one channel, or of all. */
export function useActivity(channel: string | null, limit: number): Fetched<readonly Activity[]> {
  const engine = useEngine()
  const latest = useRef(0)
  latest.current = useLive(state => state.realtime?.feedRevision ?? 0)
  const [state, setState] = useState<Fetched<readonly Activity[]>>({
    value: null,
    refusal: '',
    loading: true,
  })
  useEffect(() => {
    let wanted = true
    let timer: ReturnType<typeof setTimeout> | undefined
    let asked: number | null = null
    const look = async () => {
      if (asked !== latest.current) {
        asked = latest.current
        try {
          const value = await engine.call('activity', { limit, ...(channel === null ? {} : { channel }) })
          if (wanted) setState({ value, refusal: '', loading: false })
        } catch (error) {
          if (wanted) setState(before => ({ ...before, refusal: refusalText(error), loading: false }))
        }
      }
      // The next is asked for only once the one before has come, so that a slow engine is not asked ever more.
      if (wanted) timer = setTimeout(() => void look(), AT_MOST_EVERY_MS)
    }
    void look()
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [engine, channel, limit])
  return state
}
