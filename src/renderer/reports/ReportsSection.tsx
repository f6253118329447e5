import { Button } from '@mantine/core'
import type { ScheduledReport } from '#shared/report-config.ts'
import { useAction } from '../actions/use-action.ts'
import { Ago } from '../components/Ago.tsx'
import { StatusMark } from '../components/StatusMark.tsx'
import { useEngine, useLive } from '../connection/hooks.ts'
import { formatMoment } from '../format/format-moment.ts'
import type { ItemForm } from '../item-lists/ItemDrawer.tsx'
import { RowLine } from '../item-lists/ItemRow.tsx'
import { ListSection } from '../item-lists/ListSection.tsx'
import type { SettingsList } from '../item-lists/settings-list.ts'
import { ReportFile } from './ReportFile.tsx'
import classes from './reports.module.css'
import { scheduleFields } from './schedule-fields.ts'
import { scheduleWords } from './schedule-words.ts'

const SCHEDULES: SettingsList<ScheduledReport> = {
  section: 'reports',
  path: [],
  noun: 'scheduled report',
  itemsOf: config => config.reports,
  sectionWith: (_, schedules) => schedules,
  schemaOf: kinds => kinds.sections.reports,
}
const FORM: ItemForm = {
  fieldsFor: ({ kinds }, value) => scheduleFields(SCHEDULES.schemaOf(kinds), kinds.reportFormats, value),
}

/** Reports and endpoint tests that run by themselves: when, and how each went the last time. */
export function ReportsSection() {
  return (
    <ListSection
      list={SCHEDULES}
      label="Scheduled reports"
      nothing={{
        title: 'No scheduled reports yet',
        text: 'A scheduled report is written to a folder every day, week or month; the endpoint tests of a deployment can be run in the same way.',
      }}
      whenDeleted="It is not written any more. The files that it has written stay."
      switchedBy="paused"
      form={FORM}
      wordsOf={schedule => ({
        tags: [],
        lines: (
          <>
            <When schedule={schedule} />
            <LastRun id={schedule.id} />
          </>
        ),
        buttons: <RunNow schedule={schedule} />,
      })}
    />
  )
}

function When({ schedule }: { readonly schedule: ScheduledReport }) {
  const nextAt = useLive(state => state.reportSchedules.find(view => view.id === schedule.id)?.nextAt ?? null)
  return (
    <RowLine>
      {scheduleWords(schedule)}
      {nextAt !== null && `. Next: ${formatMoment(nextAt)}`}
    </RowLine>
  )
}

function RunNow({ schedule: { id, name } }: { readonly schedule: ScheduledReport }) {
  const engine = useEngine()
  const { run } = useAction()
  const running = useLive(state => state.reportSchedules.find(view => view.id === id)?.running ?? false)
  return (
    <Button
      size="compact-xs"
      variant="subtle"
      loading={running}
      aria-label={`Run now: ${name}`}
      onClick={() => void run(`Running ${name}`, () => engine.call('runScheduledReport', { id }))}
    >
      Run now
    </Button>
  )
}

function LastRun({ id }: { readonly id: string }) {
  const last = useLive(state => state.reportSchedules.find(view => view.id === id)?.last ?? null)
  if (last === null) return <RowLine>Has not run yet.</RowLine>
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
