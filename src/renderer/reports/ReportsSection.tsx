import { Button, Loader } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import type { ScheduledReport } from '#shared/report-config.ts'
import { useAction } from '../actions/use-action.ts'
import { Ago } from '../components/Ago.tsx'
import { EmptyState } from '../components/EmptyState.tsx'
import { StatusMark } from '../components/StatusMark.tsx'
import { useEngine, useLive } from '../connection/hooks.ts'
import { useFetched } from '../details/use-fetched.ts'
import { useDialogs } from '../dialogs/dialogs.ts'
import { formatMoment } from '../format/format-moment.ts'
import { useConfigSource } from '../settings/use-config-source.ts'
import { ReportFile } from './ReportFile.tsx'
import classes from './reports.module.css'
import { scheduleWords } from './schedule-words.ts'

/** Reports and endpoint tests that run by themselves: when, and how each went the last time. */
export function ReportsSection() {
  const engine = useEngine()
  const dialogs = useDialogs()
  const { readOnly } = useConfigSource()
  // Facts about the engine are told anew whenever its configuration changed.
  const version = useLive(state => state.info)
  const { value, refusal } = useFetched(() => engine.call('getConfig', undefined), version)
  if (value === null) {
    return refusal === '' ? (
      <Loader size="sm" role="status" aria-label="Loading" />
    ) : (
      <p role="alert">{refusal}</p>
    )
  }
  const add = readOnly ? null : (
    <Button
      variant={value.reports.length === 0 ? 'filled' : 'default'}
      leftSection={<IconPlus size={14} aria-hidden />}
      onClick={() => dialogs.openSchedule(null)}
    >
      Add scheduled report
    </Button>
  )
  if (value.reports.length === 0) {
    return (
      <EmptyState title="No scheduled reports yet" action={add}>
        A scheduled report is written to a folder every day, week or month; the endpoint tests of a deployment
        can be run in the same way.
      </EmptyState>
    )
  }
  return (
    <>
      {add}
      <ul className={classes.schedules} aria-label="Scheduled reports">
        {value.reports.map(schedule => (
          <ScheduleRow key={schedule.id} schedule={schedule} readOnly={readOnly} />
        ))}
      </ul>
    </>
  )
}

function ScheduleRow({
  schedule,
  readOnly,
}: {
  readonly schedule: ScheduledReport
  readonly readOnly: boolean
}) {
  const { id, name } = schedule
  const engine = useEngine()
  const dialogs = useDialogs()
  const { run } = useAction()
  const nextAt = useLive(state => state.reportSchedules.find(view => view.id === id)?.nextAt ?? null)
  const running = useLive(state => state.reportSchedules.find(view => view.id === id)?.running ?? false)
  const remove = async () => {
    const sure = await dialogs.confirm({
      title: `Delete ${name}?`,
      text: 'It is not written any more. The files that it has written stay.',
      action: 'Delete',
    })
    if (!sure) return
    await run(
      `Deleting ${name}`,
      async () => {
        const { reports } = await engine.call('getConfig', undefined)
        const value = reports.filter(report => report.id !== id)
        await engine.call('saveSection', { section: 'reports', value })
      },
      `Deleted ${name}`,
    )
  }
  return (
    <li>
      <div className={classes.head}>
        <span className={classes.name}>{name}</span>
        <Button
          size="compact-xs"
          loading={running}
          aria-label={`Run now: ${name}`}
          onClick={() => void run(`Running ${name}`, () => engine.call('runScheduledReport', { id }))}
        >
          Run now
        </Button>
        {!readOnly && (
          <>
            <Button
              size="compact-xs"
              aria-label={`Edit ${name}`}
              onClick={() => dialogs.openSchedule(schedule)}
            >
              Edit
            </Button>
            <Button size="compact-xs" aria-label={`Delete ${name}`} onClick={() => void remove()}>
              Delete
            </Button>
          </>
        )}
      </div>
      <p className={classes.facts}>
        {scheduleWords(schedule)}
        {nextAt !== null && `. Next: ${formatMoment(nextAt)}`}
      </p>
      <LastRun id={id} />
    </li>
  )
}

function LastRun({ id }: { readonly id: string }) {
  const last = useLive(state => state.reportSchedules.find(view => view.id === id)?.last ?? null)
  if (last === null) return <p className={classes.facts}>Has not run yet.</p>
  return (
    <div className={classes.last}>
      <StatusMark
        status={last.ok ? 'healthy' : 'unhealthy'}
        label={last.ok ? 'Went well' : 'Did not go well'}
      />
      <span className={classes.said}>
        <Ago at={last.at} />: {last.message || last.path}
      </span>
      {last.path !== null && (
        <ReportFile path={last.path} address={`/api/v1/reports/schedules/${encodeURIComponent(id)}`} />
      )}
    </div>
  )
}
