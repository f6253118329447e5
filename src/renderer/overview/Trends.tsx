import { SegmentedControl } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { useMemo } from 'react'
import type { MetricView } from '#shared/views.ts'
import { useLive } from '../connection/hooks.ts'
import { MetricChoice } from './MetricChoice.tsx'
import { TrendChart } from './TrendChart.tsx'
import classes from './Trends.module.css'
import { useMetricSeries } from './use-metric-series.ts'

const MINUTE = 60_000

const RANGES = [
  { value: String(5 * MINUTE), label: '5 min' },
  { value: String(60 * MINUTE), label: '1 h' },
  { value: String(360 * MINUTE), label: '6 h' },
  { value: String(1440 * MINUTE), label: '24 h' },
] as const

const DEFAULT_IDS: readonly string[] = ['cpu', 'memory', 'network.down', 'network.up']

/** How this machine has been doing: chosen metrics over a chosen range, one chart per unit. */
export function Trends() {
  const [range, setRange] = useLocalStorage<string>({
    key: 'traylight.trends-range',
    defaultValue: RANGES[1].value,
    getInitialValueInEffect: false,
  })
  const [chosen, setChosen] = useLocalStorage<readonly string[]>({
    key: 'traylight.trends-metrics',
    defaultValue: DEFAULT_IDS,
    getInitialValueInEffect: false,
  })
  const metrics = useLive(state => state.metrics)
  const units = useMemo(() => byUnit(chosen, metrics), [chosen, metrics])
  const presentKey = JSON.stringify(units.flatMap(([, members]) => members.map(metric => metric.id)))
  const ids = useMemo(
    () => chosen.filter(id => presentKey.includes(JSON.stringify(id))),
    [chosen, presentKey],
  )
  const rangeMs = Number(RANGES.find(({ value }) => value === range)?.value ?? RANGES[1].value)
  const { series, fromMs, toMs, refusal } = useMetricSeries(ids, rangeMs)
  return (
    <section aria-labelledby="trends-title">
      <div className={classes.head}>
        <h2 id="trends-title" className={classes.title}>
          Trends
        </h2>
        <MetricChoice metrics={metrics} chosen={chosen} onChange={setChosen} />
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
      {units.length === 0 && <p className={classes.note}>Choose what to show.</p>}
      <div className={classes.charts}>
        {units.map(([unit, members]) => (
          <TrendChart key={unit} metrics={members} series={series} fromMs={fromMs} toMs={toMs} />
        ))}
      </div>
    </section>
  )
}

/** Chosen metrics that are there, by unit, in the order they were chosen. */
function byUnit(
  chosen: readonly string[],
  metrics: ReadonlyMap<string, MetricView>,
): readonly (readonly [unit: string, readonly MetricView[]])[] {
  const present = chosen.flatMap(id => metrics.get(id) ?? [])
  return [...Map.groupBy(present, metric => metric.unit)]
}
