import { Suspense } from 'react'
import type { MonitorDetail } from '#shared/contract.ts'
import type { MonitorView } from '#shared/views.ts'
import { Ago } from '../components/Ago.tsx'
import { HeartbeatBar } from '../components/HeartbeatBar.tsx'
import { useEngine, useLive, useNow } from '../connection/hooks.ts'
import { formatMoment } from '../format/format-moment.ts'
import { formatValue } from '../format/format-value.ts'
import type { ListItem } from '../lists/list-item.ts'
import { ActionBar } from './ActionBar.tsx'
import { DetailsTable } from './DetailsTable.tsx'
import classes from './details.module.css'
import { Facts } from './Facts.tsx'
import { ResponseTimeChart } from './ResponseTimeChart.tsx'
import { StatusLine } from './StatusLine.tsx'
import { TwoViews } from './TwoViews.tsx'
import { UptimeFigures } from './UptimeFigures.tsx'
import { useFetched } from './use-fetched.ts'
import { WhatToCheck } from './WhatToCheck.tsx'
import { expiryWords, whatFailed } from './what-failed.ts'

/** Everything about one monitor, fetched when its row is opened and again after each of its checks. */
export function MonitorDetails({ item }: { readonly item: ListItem }) {
  const engine = useEngine()
  const monitor = useLive(state => state.monitors.get(item.id))
  const { value: detail, refusal } = useFetched(
    () => engine.call('monitorDetail', { id: item.id }),
    `${item.id} ${item.checkedAt} ${item.status}`,
  )
  if (monitor === undefined) return null
  const link = typeof detail?.monitor.link === 'string' ? detail.monitor.link : undefined
  return (
    <div className={classes.panel}>
      <ActionBar item={item} link={link} />
      <div className={classes.column}>
        <StatusLine item={item} withMessage={monitor.reports.length === 0} />
        <TwoViews monitor={monitor} />
        {refusal !== '' && <p role="alert">{refusal}</p>}
        {detail && <Advice item={item} monitor={monitor} detail={detail} />}
        {detail && <RecentChecks detail={detail} />}
      </div>
      <div className={classes.column}>
        <MonitorFacts monitor={monitor} detail={detail} />
        {detail?.last && Object.keys(detail.last.details).length > 0 && (
          <section>
            <h2>Details of the last check</h2>
            <DetailsTable details={detail.last.details} label={`Details of ${item.name}`} />
          </section>
        )}
      </div>
    </div>
  )
}

interface KnownMonitor {
  readonly item: ListItem
  readonly monitor: MonitorView
  readonly detail: MonitorDetail
}

/** What to check while it is wrong; when the last failure was while it is not. */
function Advice({ item, monitor, detail }: KnownMonitor) {
  const now = useNow(60_000)
  if (item.status === 'healthy') {
    const { lastFailure } = detail
    if (lastFailure === null) return null
    return (
      <section>
        <h2>Last failure</h2>
        <Ago at={lastFailure.checkedAt} />: {lastFailure.message}
      </section>
    )
  }
  return (
    <WhatToCheck
      failed={whatFailed(detail, monitor.certificateExpiresAt, now)}
      steps={item.checkedAt === null ? [] : detail.whatToCheck}
    />
  )
}

function RecentChecks({ detail }: { readonly detail: MonitorDetail }) {
  return (
    <>
      <section>
        <h2>Response time, ms</h2>
        <div className={classes.chart}>
          <Suspense fallback={null}>
            <ResponseTimeChart beats={detail.beats} threshold={detail.responseTimeThreshold} />
          </Suspense>
        </div>
      </section>
      <section>
        <h2>Recent checks</h2>
        <div className={classes.bigBeats}>
          <HeartbeatBar
            beats={detail.beats}
            slots={Math.min(120, Math.max(40, detail.beats.length))}
            focusable
          />
        </div>
      </section>
    </>
  )
}

function MonitorFacts({
  monitor,
  detail,
}: {
  readonly monitor: MonitorView
  readonly detail: MonitorDetail | null
}) {
  const now = useNow(1000)
  const threshold = detail?.responseTimeThreshold
  const expires = monitor.certificateExpiresAt
  return (
    <Facts
      facts={[
        [
          'Response time',
          <>
            {formatValue(monitor.responseTimeMs, 'ms')}
            <span className={classes.small}>
              {threshold
                ? `warning ${formatValue(threshold.warning, 'ms')}, critical ${formatValue(threshold.critical, 'ms')}`
                : detail && 'no threshold'}
            </span>
          </>,
        ],
        ['Uptime', <UptimeFigures key="uptime" of={monitor} />],
        ['Watched', monitor.target],
        [
          'Checked',
          <>
            <Ago at={monitor.checkedAt} />
            <span className={classes.small}>every {monitor.intervalSeconds} s</span>
          </>,
        ],
        ...(expires === null
          ? []
          : [
              [
                'Certificate',
                <>
                  {expiryWords(expires, now)}
                  <span className={classes.small}>{formatMoment(expires)}</span>
                </>,
              ] as const,
            ]),
        ['Severity', monitor.severity === 'critical' ? 'Critical' : 'Minor'],
      ]}
    />
  )
}
