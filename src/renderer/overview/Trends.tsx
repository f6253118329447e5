import { SegmentedControl } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { useDeferredValue, useMemo, useState } from 'react'
import { useEngine, useLive } from '../connection/hooks.ts'
import { MetricChoice } from './MetricChoice.tsx'
import { TrendChart } from './TrendChart.tsx'
import classes from './Trends.module.css'
import { trendCharts } from './trend-charts.ts'
import { useMetricSeries } from './use-metric-series.ts'
import { useSameWhile } from './use-same-while.ts'

const MINUTE = 60_000

const RANGES = [
  { value: String(5 * MINUTE), label: '5 min' },
  { value: String(60 * MINUTE), label: '1 h' },
  { value: String(360 * MINUTE), label: '6 h' },
  { value: String(1440 * MINUTE), label: '24 h' },
  { value: String(7 * 1440 * MINUTE), label: '7 d' },
  { value: String(30 * 1440 * MINUTE), label: '30 d' },
] as const

const DEFAULT_IDS: readonly string[] = ['cpu', 'memory', 'network.down', 'network.up']

/** What shows something, as long as the operator has not chosen: not an hour of nothing after five minutes. */
function rangeFor(uptimeMs: number): string {
  return uptimeMs < 20 * MINUTE ? RANGES[0].value : RANGES[1].value
}

/** How this machine has been doing: chosen metrics over a chosen range, one chart per unit. */
export function Trends() {
  const [rangeMs, setRange] = useRange()
  const [chosen, setChosen] = useLocalStorage<readonly string[]>({
    key: 'traylight.trends-metrics',
    defaultValue: DEFAULT_IDS,
    getInitialValueInEffect: false,
  })
  const charts = useCharts(chosen)
  const ids = useMemo(() => charts.flatMap(chart => chart.metrics.map(metric => metric.id)), [charts])
  const { series, fromMs, toMs, refusal } = useDeferredValue(useMetricSeries(ids, rangeMs))
  return (
    <section aria-labelledby="trends-title">
      <div className={classes.head}>
        <h2 id="trends-title" className={classes.title}>
          Trends
        </h2>
        <MetricChoice chosen={chosen} onChange={setChosen} />
        <SegmentedControl
          size="xs"
          aria-label="Range"
          data={[...RANGES]}
          value={String(rangeMs)}
          onChange={setRange}
          transitionDuration={0}
        />
      </div>
      {refusal !== null && <p className={classes.note}>The past could not be shown. {refusal}</p>}
      {charts.length === 0 && <p className={classes.note}>Choose what to show.</p>}
      <div className={classes.charts}>
        {charts.map(({ unit, metrics }) => (
          <TrendChart key={unit} metrics={metrics} series={series} fromMs={fromMs} toMs={toMs} />
        ))}
      </div>
    </section>
  )
}

/** The range in milliseconds, kept for the next visit once it was chosen. */
function useRange(): readonly [rangeMs: number, choose: (value: string) => void] {
  const { store } = useEngine()
  const [chosen, choose] = useLocalStorage<string | null>({
    key: 'traylight.trends-range',
    defaultValue: null,
    getInitialValueInEffect: false,
  })
  const [first] = useState(() => rangeFor(Date.now() - (store.getState().info?.startedAt ?? 0)))
  const range = RANGES.find(({ value }) => value === (chosen ?? first)) ?? RANGES[1]
  return [Number(range.value), choose]
}

/** The charts to draw; the same object while only values change. */
function useCharts(chosen: readonly string[]) {
  const { store } = useEngine()
  const key = useLive(state => JSON.stringify(trendCharts(chosen, state.metrics)))
  return useSameWhile(key, trendCharts(chosen, store.getState().metrics))
}
