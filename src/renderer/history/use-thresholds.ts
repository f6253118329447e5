import { useEffect, useState } from 'react'
import type { SeriesHistory } from '#shared/history.ts'
import { useEngine, useLive } from '../connection/hooks.ts'
import { seriesId } from './series-id.ts'

/** A pair of thresholds, in the unit of its series. */
export interface Thresholds {
  readonly warning: number
  readonly critical: number
}

/** The thresholds of series as they are now, by series; those that have none or are gone are left out. */
export function useThresholds(series: readonly SeriesHistory[]): ReadonlyMap<string, Thresholds> {
  const engine = useEngine()
  const metrics = useLive(state => state.metrics)
  const [ofMonitors, setOfMonitors] = useState<ReadonlyMap<string, Thresholds>>(new Map())
  const ids = series.flatMap(({ kind, id }) => (kind === 'monitor' ? [id] : [])).join('\n')
  useEffect(() => {
    let left = false
    const wanted = ids === '' ? [] : ids.split('\n')
    // Without one they are only missing from the picture, so that a refusal here needs no words.
    void Promise.allSettled(wanted.map(id => engine.call('monitorDetail', { id }))).then(answers => {
      if (left) return
      const found = answers.flatMap(answer => {
        const detail = answer.status === 'fulfilled' ? answer.value : null
        return detail?.responseTimeThreshold
          ? [[seriesId({ kind: 'monitor', id: detail.id }), detail.responseTimeThreshold] as const]
          : []
      })
      setOfMonitors(new Map(found))
    })
    return () => {
      left = true
    }
  }, [engine, ids])
  const ofMetrics = series.flatMap(({ kind, id }) => {
    const threshold = kind === 'metric' ? metrics.get(id)?.threshold : null
    return threshold ? [[seriesId({ kind, id }), threshold] as const] : []
  })
  return new Map([...ofMonitors, ...ofMetrics])
}
