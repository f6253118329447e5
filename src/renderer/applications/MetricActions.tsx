import { ActionIcon, Tooltip } from '@mantine/core'
import { IconAdjustmentsHorizontal, IconTrash } from '@tabler/icons-react'
import { applicationMetricId } from '#shared/application-metric-id.ts'
import type { MetricView } from '#shared/views.ts'
import { useAction } from '../actions/use-action.ts'
import { useEngine } from '../connection/hooks.ts'
import { useDialogs } from '../dialogs/dialogs.ts'
import { isRecord } from '../forms/record.ts'
import classes from './applications.module.css'
import { saveMetrics } from './save-metrics.ts'

interface MetricActionsProps {
  readonly metric: MetricView
  readonly backendId: string
  readonly onStopped: () => void
}

/** What can be done with a watched sample, where settings may be changed. */
export function MetricActions({ metric: { id, name }, backendId, onStopped }: MetricActionsProps) {
  const engine = useEngine()
  const dialogs = useDialogs()
  const { busy, run } = useAction()
  const stop = async () => {
    const sure = await dialogs.confirm({
      title: `Stop watching ${name}?`,
      text: 'Its thresholds and its recent values are forgotten with it.',
      action: 'Stop watching',
    })
    if (!sure) return
    const stopped = await run(
      `Stopping to watch ${name}`,
      () =>
        saveMetrics(engine, backendId, metrics => metrics.filter(metric => idOf(backendId, metric) !== id)),
      `${name} is not watched any more`,
    )
    if (stopped) onStopped()
  }
  return (
    <span className={classes.actions}>
      <Tooltip label="Edit thresholds">
        <ActionIcon
          size="sm"
          aria-label={`Edit thresholds of ${name}`}
          onClick={() => dialogs.openEditor({ type: 'backend', mode: 'edit', id: backendId })}
        >
          <IconAdjustmentsHorizontal size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Stop watching">
        <ActionIcon
          size="sm"
          aria-label={`Stop watching ${name}`}
          disabled={busy}
          onClick={() => void stop()}
        >
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </span>
  )
}

/** The id under which a sample of the backend's configuration is a metric; null where it names none. */
function idOf(backendId: string, metric: unknown): string | null {
  return isRecord(metric) && typeof metric.sample === 'string'
    ? applicationMetricId(backendId, metric.sample)
    : null
}
