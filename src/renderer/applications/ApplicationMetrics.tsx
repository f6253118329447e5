import { Button } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useId, useMemo, useRef, useState } from 'react'
import { backendOfMetric } from '#shared/application-metric-id.ts'
import type { BackendView, MetricView } from '#shared/views.ts'
import { useLive } from '../connection/hooks.ts'
import type { Sample } from '../connection/live-state.ts'
import { isPushed } from '../lists/list-item.ts'
import { useMetricSeries } from '../overview/use-metric-series.ts'
import { useConfigSource } from '../settings/use-config-source.ts'
import classes from './applications.module.css'
import { MetricActions } from './MetricActions.tsx'
import { METRIC_SPAN_MS, MetricRow } from './MetricRow.tsx'
import { WatchMetric } from './WatchMetric.tsx'

/** Nothing is old before this, however often it is polled. Milliseconds. */
const LEAST_OLD_MS = 20_000
/** How many polls a metric may miss. */
const MISSED = 3
const NO_SAMPLES: readonly Sample[] = []

/** The samples of a backend that are watched, and the list from which more are chosen. */
export function ApplicationMetrics({ backend }: { readonly backend: BackendView }) {
  const { readOnly: isFixed } = useConfigSource()
  const readOnly = isFixed || isPushed(backend)
  const metrics = useLive(state =>
    [...state.metrics.values()].filter(metric => backendOfMetric(metric.id) === backend.id),
  )
  const ids = useSameIds(metrics)
  const { series } = useMetricSeries(ids, METRIC_SPAN_MS)
  const [choosing, setChoosing] = useState(false)
  const listId = useId()
  const toggle = useRef<HTMLButtonElement>(null)
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
            >
              {!readOnly && (
                <MetricActions
                  metric={metric}
                  backendId={backend.id}
                  // Its row goes, and the focus with it.
                  onStopped={() => toggle.current?.focus()}
                />
              )}
            </MetricRow>
          ))}
        </ul>
      )}
      {!readOnly && (
        <>
          <Button
            ref={toggle}
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
