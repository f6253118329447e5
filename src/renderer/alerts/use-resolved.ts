import { useCallback, useEffect, useRef, useState } from 'react'
import type { IncidentView } from '#shared/incidents.ts'
import { refusalText } from '../actions/use-action.ts'
import { useEngine, useLive } from '../connection/hooks.ts'
import type { AlertChoice } from './alert-choice.ts'

/** A page of incidents; of one category, as many as are answered at once, since the rest of the page is left out. */
const PAGE = { all: 100, oneCategory: 500 } as const

export interface ResolvedIncidents {
  /** Null until the first are there. */
  readonly incidents: readonly IncidentView[] | null
  /** Whether there are older ones. */
  readonly more: boolean
  readonly loading: boolean
  readonly refusal: string
  readonly showMore: () => void
}

interface Loaded {
  readonly incidents: readonly IncidentView[] | null
  readonly next: string | null
  readonly loading: boolean
  readonly refusal: string
}

const NOTHING: Loaded = { incidents: null, next: null, loading: true, refusal: '' }

/** Incidents that are over and were chosen, newest first, a page at a time; fetched anew when one more ends. */
export function useResolved({ text, level, category }: AlertChoice): ResolvedIncidents {
  const engine = useEngine()
  const connected = useLive(state => state.connection === 'live')
  const revision = useLive(state => state.alerts?.revision ?? 0)
  const [loaded, setLoaded] = useState<Loaded>(NOTHING)
  const pages = useRef(1)
  const turn = useRef(0)
  const page = useCallback(
    (after: string | null) =>
      engine.call('incidents', {
        state: 'resolved',
        limit: category === null ? PAGE.all : PAGE.oneCategory,
        ...(text.trim() !== '' && { text: text.trim() }),
        ...(level !== null && { level }),
        ...(after !== null && { after }),
      }),
    [engine, text, level, category],
  )
  const asked = useRef(page)
  const load = useCallback(async (work: () => Promise<Pick<Loaded, 'incidents' | 'next'>>) => {
    turn.current += 1
    const mine = turn.current
    setLoaded(before => ({ ...before, loading: true }))
    const settle = (change: Partial<Loaded>) =>
      mine === turn.current && setLoaded(before => ({ ...before, loading: false, refusal: '', ...change }))
    try {
      settle(await work())
    } catch (error) {
      settle({ refusal: refusalText(error) })
    }
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the revision says when there are others
  useEffect(() => {
    if (!connected) return
    if (asked.current !== page) {
      asked.current = page
      pages.current = 1
    }
    void load(async () => {
      const found: IncidentView[] = []
      let next: string | null = null
      for (let count = 0; count < pages.current; count += 1) {
        const answer: Awaited<ReturnType<typeof page>> = await page(next)
        found.push(...answer.incidents)
        next = answer.next
        if (next === null) break
      }
      return { incidents: found, next }
    })
    return () => {
      turn.current += 1
    }
  }, [page, revision, connected, load])
  const { incidents, next, loading, refusal } = loaded
  const showMore = () => {
    pages.current += 1
    void load(async () => {
      const answer = await page(next)
      return { incidents: [...(incidents ?? []), ...answer.incidents], next: answer.next }
    })
  }
  return { incidents, more: next !== null, loading, refusal, showMore }
}
