import type { ReactNode } from 'react'
import { routeHash } from '#shared/route.ts'
import type { Status } from '#shared/status.ts'
import type { MonitorView, ReportView } from '#shared/views.ts'
import { Ago } from '../components/Ago.tsx'
import { STATUS_WORDS, StatusMark } from '../components/StatusMark.tsx'
import { StatusText } from '../components/StatusText.tsx'
import { formatValue } from '../format/format-value.ts'
import classes from './two-views.module.css'

/** What we see of a service and what backends say of it, side by side. Nothing where no backend reports it. */
export function TwoViews({ monitor }: { readonly monitor: MonitorView }) {
  if (monitor.reports.length === 0) return null
  return (
    <section aria-label={`Views on ${monitor.name}`} className={classes.section}>
      {monitor.difference !== null && (
        <div>
          <p className={classes.difference}>{monitor.difference}</p>
          <p className={classes.hint}>
            One of them may ask at another address or with other credentials, or know an old answer. Compare
            how both are configured, and the network between them.
          </p>
        </div>
      )}
      <div className={classes.views}>
        <OneView title="From here" seen={monitor} />
        {monitor.reports.map(report => (
          <OneView key={report.serviceId} title={`${report.backendName} says`} seen={report}>
            <ReportLink report={report} />
          </OneView>
        ))}
      </div>
    </section>
  )
}

interface Seen {
  readonly status: Status
  readonly message: string
  readonly pending: string | null
  readonly responseTimeMs: number | null
  readonly checkedAt: number | null
}

function OneView({
  title,
  seen,
  children,
}: {
  readonly title: string
  readonly seen: Seen
  readonly children?: ReactNode
}) {
  return (
    <section className={classes.view} aria-label={title}>
      <h2>{title}</h2>
      <div className={classes.status}>
        <StatusMark status={seen.status} label="" />
        <StatusText status={seen.status}>{STATUS_WORDS[seen.status]}</StatusText>
        <span className={classes.time}>{formatValue(seen.responseTimeMs, 'ms')}</span>
        <span className={classes.age}>
          <Ago at={seen.checkedAt} />
        </span>
      </div>
      {seen.message !== '' && <p className={classes.message}>{seen.message}</p>}
      {seen.pending !== null && seen.pending !== seen.message && (
        <p className={classes.dimmed}>{seen.pending}</p>
      )}
      {children}
    </section>
  )
}

function ReportLink({ report }: { readonly report: ReportView }) {
  return (
    <p className={classes.dimmed}>
      Reported as {report.name} by{' '}
      <a href={routeHash({ page: 'backend', id: report.backendId })}>{report.backendName}</a>
    </p>
  )
}
