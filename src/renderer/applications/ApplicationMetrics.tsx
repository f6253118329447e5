import { Button } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useId, useMemo, useState } from 'react'
import { backendOfMetric } from '#shared/application-metric-id.ts'
import type { BackendView, MetricView } from '#shared/views.ts'
import { Ago } from '../components/Ago.tsx'
import { MetricValue } from '../components/MetricValue.tsx'
import { Sparkline } from '../components/Sparkline.tsx'
import { useFromNow, useLive } from '../connection/hooks.ts'
import type { Sample } from '../connection/live-state.ts'
import { useMetricSeries } from '../overview/use-metric-series.ts'
import { useConfigSource } from '../settings/use-config-source.ts'
import classes from './applications.module.css'
import { WatchMetric } from './WatchMetric.tsx'

/** Nothing is old before this, however often it is polled. Milliseconds. */
const LEAST_OLD_MS = 20_000
/** How many polls a metric may miss. */
const MISSED = 3
/** How far back the lines beside the values go. */
const SPAN_MS = 3_600_000
const NO_SAMPLES: readonly Sample[] = []

/** The samples of a backend that are watched, and the list from which more are chosen. */
export function ApplicationMetrics({ backend }: { readonly backend: BackendView }) {
  const { readOnly } = useConfigSource()
  const metrics = useLive(state =>
    [...state.metrics.values()].filter(metric => backendOfMetric(metric.id) === backend.id),
  )
  const ids = useSameIds(metrics)
  const { series } = useMetricSeries(ids, SPAN_MS)
  const [choosing, setChoosing] = useState(false)
  const listId = useId()
  if (readOnly && metrics.length === 0) return null
  const Icon = choosing ? IconX : IconPlus
  return (
    <section aria-label="Application metrics">
      <h2>Application metrics</h2>
      {metrics.length > 0 && (
        <ul className={classes.list} aria-label="Watched metrics">
          {metrics.map(metric => (
            <MetricRow
              key={metric.id}
              metric={metric}
              patienceMs={Math.max(LEAST_OLD_MS, backend.intervalSeconds * 1000 * MISSED)}
              name={metric.name.replace(` (${backend.name})`, '')}
              samples={series.find(({ id }) => id === metric.id)?.samples ?? NO_SAMPLES}
            />
          ))}
        </ul>
      )}
      {!readOnly && (
        <>
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<Icon size={14} aria-hidden />}
            aria-expanded={choosing}
            aria-controls={choosing ? listId : undefined}
            onClick={() => setChoosing(!choosing)}
          >
            {choosing ? 'Close the list' : 'Watch a metric'}
          </Button>
          {choosing && (
            <div id={listId}>
              <WatchMetric backend={backend} watchedIds={ids} />
            </div>
          )}
        </>
      )}
    </section>
  )
}

/** The ids as one array for as long as they are the same ones. */
function useSameIds(metrics: readonly MetricView[]): readonly string[] {
  const key = JSON.stringify(metrics.map(metric => metric.id))
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says when other metrics are watched
  return useMemo(() => metrics.map(metric => metric.id), [key])
}

interface MetricRowProps {
  readonly metric: MetricView
  readonly name: string
  /** How long its value is taken for the present one. */
  readonly patienceMs: number
  readonly samples: readonly Sample[]
}

function MetricRow({ metric, name, patienceMs, samples }: MetricRowProps) {
  const { value, unit, status, threshold, sampledAt } = metric
  const old = useFromNow(now => now - sampledAt > patienceMs)
  return (
    <li className={classes.row}>
      <span className={classes.about} title={metric.detail}>
        <span className={classes.name}>{name}</span>
        <span className={classes.detail}>{old ? <Ago at={sampledAt} /> : metric.detail}</span>
      </span>
      <span className={classes.picture}>
        <Sparkline samples={samples} spanMs={SPAN_MS} thresholds={threshold} alarmed={status !== 'healthy'} />
      </span>
      <span className={classes.value}>
        <MetricValue value={value} unit={unit} status={status} old={old} />
      </span>
    </li>
  )
}
