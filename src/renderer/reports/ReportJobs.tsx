import { Button } from '@mantine/core'
import type { ReportJobView } from '#shared/reports.ts'
import { say, useAction } from '../actions/use-action.ts'
import { useEngine, useLive } from '../connection/hooks.ts'
import { formatValue } from '../format/format-value.ts'
import { jobShare, jobWords } from './job-words.ts'
import { ReportFile } from './ReportFile.tsx'
import classes from './reports.module.css'

/** Beyond these the page would be full of them. */
const SHOWN = 4

/** The reports that people asked for, each in a line until it is closed: how far it is, where it is, or what went wrong. */
export function ReportJobs() {
  const jobs = useLive(state => state.reports.filter(({ schedule }) => schedule === null))
  const [latest] = jobs.filter(({ endedAt }) => endedAt !== null)
  return (
    <section aria-label="Reports" className={classes.jobs} hidden={jobs.length === 0}>
      <p role="status" className="visually-hidden">
        {latest && jobWords(latest)}
      </p>
      {jobs.slice(0, SHOWN).map(job => (
        <ReportJob key={job.id} job={job} />
      ))}
      {jobs.length > SHOWN && <div className={classes.job}>{jobs.length - SHOWN} more</div>}
    </section>
  )
}

function ReportJob({ job }: { readonly job: ReportJobView }) {
  const engine = useEngine()
  const { run } = useAction()
  const share = jobShare(job)
  const isUnderWay = job.endedAt === null
  const again = () =>
    run('Exporting', async () => {
      await engine.call('startReport', job.order)
      await engine.call('dismissReport', { id: job.id })
    })
  return (
    <div className={classes.job} data-state={job.state}>
      <span className={classes.words}>{jobWords(job)}</span>
      {isUnderWay && (
        <>
          <progress
            className={classes.progress}
            aria-label={`Writing ${job.name}`}
            {...(share === null ? {} : { value: share, max: 100 })}
          />
          <span className={classes.figures}>
            {share !== null && `${share} %, `}
            {formatValue(job.bytes, 'B')}
          </span>
          <Button
            size="compact-xs"
            onClick={() => void run('Cancelling', () => engine.call('cancelReport', { id: job.id }))}
          >
            Cancel
          </Button>
        </>
      )}
      {job.path !== null && <ReportFile path={job.path} address={`/api/v1/reports/${job.id}`} />}
      {(job.state === 'failed' || job.state === 'cancelled') && (
        <Button size="compact-xs" onClick={() => void again().then(begun => begun && say('Trying again'))}>
          Try again
        </Button>
      )}
      {!isUnderWay && (
        <Button
          size="compact-xs"
          variant="subtle"
          aria-label={`Close ${job.name}`}
          onClick={() => void run('Closing', () => engine.call('dismissReport', { id: job.id }))}
        >
          Close
        </Button>
      )}
    </div>
  )
}
