import type { SeriesRef } from '#shared/history.ts'
import type { EngineState } from '../connection/live-state.ts'
import { type HistoryChoice, NOTHING_CHOSEN } from './history-choice.ts'

/** What fits one chart without a thought. */
const MOST = 3

/** As long as Traylight has not run for longer, a day would be mostly empty. */
const JUST_STARTED_MS = 3_600_000

/** What is shown to who has never chosen: what is wrong, else the first monitors, else this machine. */
export function firstChoice(state: EngineState, now: number): HistoryChoice {
  const { monitors, order, backends, metrics, info } = state
  const known = order.flatMap(id => monitors.get(id) ?? [])
  const wrong = known.filter(({ status, muted, paused }) => {
    return (status === 'unhealthy' || status === 'degraded') && muted === null && !paused
  })
  const chosen = (wrong.length > 0 ? wrong : known).slice(0, MOST)
  const series: SeriesRef[] = chosen.map(({ id }) => ({ kind: 'monitor', id }))
  if (series.length === 0) {
    series.push(...[...backends.keys()].slice(0, MOST).map(id => ({ kind: 'backend' as const, id })))
  }
  if (series.length === 0) {
    series.push(
      ...['cpu', 'memory'].filter(id => metrics.has(id)).map(id => ({ kind: 'metric' as const, id })),
    )
  }
  const justStarted = info !== null && now - info.startedAt < JUST_STARTED_MS
  return { ...NOTHING_CHOSEN, series, ...(justStarted ? { range: { ends: 'now', id: '1h' } } : {}) }
}
