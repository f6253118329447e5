import { Button } from '@mantine/core'
import { useMemo, useState } from 'react'
import type { SeriesRef } from '#shared/history.ts'
import type { IncidentView } from '#shared/incidents.ts'
import { routeHash } from '#shared/route.ts'
import { useFromNow } from '../connection/hooks.ts'
import { chartPlans } from '../history/chart-plans.ts'
import { HistoryChart } from '../history/HistoryChart.tsx'
import { choiceQuery, NOTHING_CHOSEN } from '../history/history-choice.ts'
import { type HistoryRange, panned, spanOf, zoomAround, zoomTo } from '../history/history-range.ts'
import type { RangeGestures } from '../history/PlotOverlay.tsx'
import { RIGHT } from '../history/plot-frame.ts'
import { seriesId } from '../history/series-id.ts'
import { type LoadedHistory, useHistory } from '../history/use-history.ts'
import { useThresholds } from '../history/use-thresholds.ts'
import { chartSpan } from './chart-span.ts'
import classes from './incident.module.css'

interface IncidentPlotProps {
  readonly incident: IncidentView
  readonly series: SeriesRef
}

/** What suits one series: its average and p95, with its band. */
const FIGURES = { figures: null, band: null, compare: false, apart: false } as const

/** Response time or value around an incident, with its thresholds, and its status beneath. */
export function IncidentPlot({ incident, series }: IncidentPlotProps) {
  const around = useFromNow(now => {
    const { fromMs, toMs } = chartSpan(incident, now)
    return `${fromMs} ${toMs}`
  })
  const whole = useMemo<HistoryRange>(() => {
    const [fromMs = 0, toMs = 0] = around.split(' ').map(Number)
    return { ends: 'then', fromMs, toMs }
  }, [around])
  const [closer, setCloser] = useState<readonly HistoryRange[]>([])
  const range = closer.at(-1) ?? whole
  const shown = useMemo(() => [series], [series])
  const { loaded, refusal } = useHistory(shown, range, false)
  const span = spanOf(range, range.ends === 'then' ? range.toMs : 0)
  const go = (next: HistoryRange) => setCloser([...closer, next].slice(-50))
  const gestures: RangeGestures = {
    zoomTo: (a, b) => go(zoomTo(a, b, Date.now())),
    zoomAround: (at, factor) => go(zoomAround(span, at, factor, Date.now())),
    pan: direction => go(panned(span, direction, Date.now())),
    back: () => setCloser(closer.slice(0, -1)),
  }
  const query = choiceQuery({ ...NOTHING_CHOSEN, series: [series], range })
  return (
    <section aria-labelledby="around-title">
      <div className={classes.sectionHead}>
        <h3 id="around-title" className={classes.subtitle}>
          Around it
        </h3>
        {closer.length > 0 && (
          <Button size="compact-xs" variant="subtle" onClick={() => setCloser([])}>
            All of it
          </Button>
        )}
        <a className={classes.small} href={routeHash({ page: 'history', query })}>
          Show in history
        </a>
      </div>
      {refusal !== '' && loaded === null && <p className={classes.quiet}>{refusal}</p>}
      {loaded === null && refusal === '' && <div className={classes.waiting} />}
      {loaded !== null && loaded.series.length === 0 && (
        <p className={classes.quiet}>Nothing is recorded of it yet.</p>
      )}
      {loaded !== null && loaded.series.length > 0 && (
        <Drawn incident={incident} loaded={loaded} gestures={gestures} />
      )}
    </section>
  )
}

interface DrawnProps {
  readonly incident: IncidentView
  readonly loaded: LoadedHistory
  readonly gestures: RangeGestures
}

function Drawn({ incident, loaded, gestures }: DrawnProps) {
  const [cursor, setCursor] = useState<number | null>(null)
  const plans = useMemo(() => chartPlans(loaded.series, FIGURES), [loaded.series])
  const thresholds = useThresholds(loaded.series)
  const { startedAt, resolvedAt, message, worst } = incident
  const marks = loaded.series.map(series => ({
    ...{ seriesId: seriesId(series), fromMs: startedAt, toMs: resolvedAt, message },
    status: worst === 'critical' ? ('unhealthy' as const) : ('degraded' as const),
  }))
  return plans.map(plan => (
    <HistoryChart
      key={plan.key}
      {...{ plan, loaded, thresholds, cursor, gestures }}
      incidents={marks}
      right={thresholds.size > 0 ? RIGHT.withThresholds : RIGHT.plain}
      onCursor={setCursor}
    />
  ))
}
