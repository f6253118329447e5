import type { ReactNode } from 'react'
import { routeHash } from '#shared/route.ts'
import type { MetricView } from '#shared/views.ts'
import { Ago } from '../components/Ago.tsx'
import { MetricValue } from '../components/MetricValue.tsx'
import { Sparkline } from '../components/Sparkline.tsx'
import { useFromNow } from '../connection/hooks.ts'
import type { Sample } from '../connection/live-state.ts'
import { historyRoute } from '../history/history-route.ts'
import classes from './applications.module.css'

/** How far back the line beside a value goes. */
export const METRIC_SPAN_MS = 3_600_000

interface MetricRowProps {
  readonly metric: MetricView
  readonly name: string
  /** How long its value is taken for the present one. */
  readonly patienceMs: number
  readonly samples: readonly Sample[]
  /** What can be done with it. */
  readonly children: ReactNode
}

/** One watched sample: what it is, how it went, and its value. */
export function MetricRow({ metric, name, patienceMs, samples, children }: MetricRowProps) {
  const { value, unit, status, threshold, sampledAt } = metric
  const old = useFromNow(now => now - sampledAt > patienceMs)
  return (
    <li className={classes.row}>
      <span className={classes.about} title={metric.detail}>
        <a
          className={classes.name}
          href={routeHash(historyRoute({ kind: 'metric', id: metric.id }))}
          title={`${name} in history`}
        >
          {name}
        </a>
        <span className={classes.detail}>{old ? <Ago at={sampledAt} /> : metric.detail}</span>
      </span>
      <span className={classes.picture}>
        <Sparkline
          samples={samples}
          spanMs={METRIC_SPAN_MS}
          thresholds={threshold}
          alarmed={status !== 'healthy'}
        />
      </span>
      <span className={classes.value}>
        <MetricValue value={value} unit={unit} status={status} old={old} />
      </span>
      {children}
    </li>
  )
}
