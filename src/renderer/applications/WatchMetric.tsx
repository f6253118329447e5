import { TextInput, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { IconCheck, IconPlus, IconSearch } from '@tabler/icons-react'
import { useDeferredValue, useState } from 'react'
import { applicationMetricId } from '#shared/application-metric-id.ts'
import type { BackendSample } from '#shared/contract.ts'
import type { BackendView } from '#shared/views.ts'
import { useAction } from '../actions/use-action.ts'
import { CallRefused } from '../connection/engine-client.ts'
import { useEngine } from '../connection/hooks.ts'
import { useFetched } from '../details/use-fetched.ts'
import { formatValue } from '../format/format-value.ts'
import classes from './applications.module.css'
import { matchingSamples } from './matching-samples.ts'
import { metricFromSample } from './metric-from-sample.ts'

/** How many samples are listed at once; the search finds the others. */
const SHOWN = 50
const NO_SAMPLES = 'It has no metrics to choose from. Where they are is the metrics path of this backend.'

interface WatchMetricProps {
  readonly backend: BackendView
  readonly watchedIds: readonly string[]
}

/** The samples of a backend's metrics document as it is when the list is opened; one click and a sample is watched. */
export function WatchMetric({ backend, watchedIds }: WatchMetricProps) {
  const engine = useEngine()
  const [search, setSearch] = useState('')
  const wanted = useDeferredValue(search)
  const { busy, watch } = useWatch(backend.id)
  const { value, refusal, loading } = useFetched(
    () => engine.call('backendSamples', { id: backend.id }),
    backend.id,
  )
  if (refusal !== '') return <p role="alert">{refusal}</p>
  if (value === null) return <p className={classes.note}>{loading ? 'Looking …' : ''}</p>
  if (value.length === 0) return <p className={classes.note}>{NO_SAMPLES}</p>
  const found = matchingSamples(value, wanted)
  return (
    <>
      <TextInput
        size="xs"
        mt={8}
        aria-label="Search the samples"
        placeholder="Search by name, label or help"
        leftSection={<IconSearch size={14} aria-hidden />}
        value={search}
        onChange={event => setSearch(event.currentTarget.value)}
      />
      <ul className={classes.samples} aria-label="Samples">
        {found.slice(0, SHOWN).map(sample => (
          <SampleLine
            key={sample.sample}
            sample={sample}
            watched={watchedIds.includes(applicationMetricId(backend.id, sample.sample))}
            busy={busy}
            onWatch={() => void watch(sample)}
          />
        ))}
      </ul>
      <p className={classes.note} role="status">
        {found.length > SHOWN
          ? `${SHOWN} of ${found.length.toLocaleString()} shown. Search to find the others.`
          : found.length === 0
            ? 'No sample has these words.'
            : ''}
      </p>
    </>
  )
}

interface SampleLineProps {
  readonly sample: BackendSample
  readonly watched: boolean
  readonly busy: boolean
  readonly onWatch: () => void
}

function SampleLine({ sample: { sample, value, type, help }, watched, busy, onWatch }: SampleLineProps) {
  const Icon = watched ? IconCheck : IconPlus
  return (
    <li>
      <UnstyledButton className={classes.sample} disabled={watched || busy} onClick={onWatch}>
        <span>
          <Icon size={14} aria-hidden />
          <VisuallyHidden>{watched ? 'Watched: ' : 'Watch '}</VisuallyHidden>
        </span>
        <span className={classes.about}>
          <span className={classes.sampleName}>{sample}</span>
          <span className={classes.detail} title={help}>
            {[type === 'untyped' ? '' : type, help].filter(Boolean).join(', ')}
          </span>
        </span>
        <span className={classes.value}>{formatValue(value, '')}</span>
      </UnstyledButton>
    </li>
  )
}

/** Puts a sample among those that the backend's configuration watches, as that stands now. */
function useWatch(id: string) {
  const engine = useEngine()
  const { busy, run } = useAction()
  const watch = (sample: BackendSample) =>
    run(
      `Watching ${sample.sample}`,
      async () => {
        const backend = (await engine.call('backendDetail', { id }))?.backend ?? {}
        const metrics = Array.isArray(backend.metrics) ? backend.metrics : []
        const answer = await engine.call('saveBackend', {
          backend: { ...backend, metrics: [...metrics, metricFromSample(sample)] },
          replaces: id,
        })
        if (answer.ok) return
        const message = answer.problems.map(problem => problem.message).join(' ')
        throw new CallRefused({ code: 'failed', message })
      },
      `Watching ${sample.sample}. Edit the backend to give it thresholds.`,
    )
  return { busy, watch }
}
