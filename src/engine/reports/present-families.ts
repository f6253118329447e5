import { metricStatusSchema, type Status } from '#shared/status.ts'
import type { StatusReport } from '../api/status-report.ts'
import { exposedSeries, type Labels } from './exposed-series.ts'

export interface PresentFamily {
  readonly name: string
  readonly help: string
  readonly samples: readonly { readonly labels: Labels; readonly value: number }[]
}

/** Something watched as it is now. */
interface Present {
  readonly labels: Labels
  readonly status: Status
  readonly responseTimeMs: number | null
  readonly checkedAt: string | null
  readonly muted: boolean
  readonly paused: boolean
}

type Sample = PresentFamily['samples'][number]
const known = (labels: Labels, value: number | null): readonly Sample[] =>
  value === null ? [] : [{ labels, value }]

/** The present state as metrics, under the names of `/api/v1/metrics`. */
export function* presentFamilies(health: StatusReport, statuses: readonly Status[]): Iterable<PresentFamily> {
  yield {
    ...{ name: 'traylight_status', help: 'The overall status: 1 for the one that holds, 0 for the others.' },
    samples: statuses.map(status => ({ labels: { status }, value: Number(status === health.status) })),
  }
  const monitors = health.monitors.map(
    ({ id, name, category, ...rest }): Present => ({
      ...{ labels: { monitor: id, name, category }, ...rest },
    }),
  )
  const backends = health.backends.map(
    ({ id, name, status, checkedAt }): Present => ({
      ...{ labels: { backend: id, name, category: '' }, status, checkedAt },
      ...{ responseTimeMs: null, muted: false, paused: false },
    }),
  )
  const services = health.backends.flatMap(({ id, services: reported }) =>
    reported.map(
      ({ name, category, status, responseTimeMs }): Present => ({
        ...{ labels: { backend: id, service: name, category }, status, responseTimeMs },
        ...{ checkedAt: null, muted: false, paused: false },
      }),
    ),
  )
  yield* familiesOf('monitor', monitors, statuses)
  yield* familiesOf('backend', backends, statuses)
  yield* familiesOf('service', services, statuses)
  yield* metricFamilies(health.metrics)
}

function* familiesOf(
  kind: string,
  all: readonly Present[],
  statuses: readonly Status[],
): Iterable<PresentFamily> {
  const family = (name: string, help: string, samples: readonly Sample[]): PresentFamily => ({
    ...{ name: `traylight_${kind}_${name}`, help, samples },
  })
  yield family(
    'up',
    'Whether it works (healthy or degraded): 1, else 0; absent while that is not known.',
    all.flatMap(({ labels, status }) =>
      known(labels, status === 'unknown' ? null : Number(status !== 'unhealthy')),
    ),
  )
  yield family(
    'status',
    'Its status: 1 for the one that holds, 0 for the others.',
    all.flatMap(({ labels, status }) =>
      statuses.map(one => ({ labels: { ...labels, status: one }, value: Number(one === status) })),
    ),
  )
  yield family(
    'response_time_seconds',
    'How long the last answer took.',
    all.flatMap(({ labels, responseTimeMs }) =>
      known(labels, responseTimeMs === null ? null : responseTimeMs / 1000),
    ),
  )
  yield family(
    kind === 'backend' ? 'last_poll_timestamp_seconds' : 'last_check_timestamp_seconds',
    'When it was last asked, in seconds since the epoch.',
    all.flatMap(({ labels, checkedAt }) =>
      known(labels, checkedAt === null ? null : Date.parse(checkedAt) / 1000),
    ),
  )
  if (kind !== 'monitor') return
  const flags = (pick: (one: Present) => boolean) =>
    all.map(one => ({ labels: one.labels, value: Number(pick(one)) }))
  yield family(
    'muted',
    '1 while it is muted: checked, and not counted.',
    flags(({ muted }) => muted),
  )
  yield family(
    'paused',
    '1 while it is paused: not checked.',
    flags(({ paused }) => paused),
  )
}

function* metricFamilies(metrics: StatusReport['metrics']): Iterable<PresentFamily> {
  const members = metrics.flatMap(({ id, name, unit, value }) => {
    const { labels, families } = exposedSeries({ kind: 'metric', id, name, unit, category: '' })
    const row = {
      ...{ kind: 'metric' as const, id, at: 0, status: null, count: 1, failures: 0 },
      ...{ min: value, average: value, p50: value, p95: value, p99: value, max: value },
    }
    return families.map(family => ({ family, samples: known(labels, family.valueOf(row)) }))
  })
  for (const [name, same] of Map.groupBy(members, ({ family }) => family.name)) {
    yield { name, help: same[0]?.family.help ?? '', samples: same.flatMap(({ samples }) => samples) }
  }
  yield {
    name: 'traylight_metric_status',
    help: 'What the thresholds make of a metric: 1 for the status that holds, 0 for the others.',
    samples: metrics
      .filter(({ threshold }) => threshold !== undefined)
      .flatMap(({ id, status }) =>
        metricStatusSchema.options.map(one => ({
          labels: { metric: id, status: one },
          value: Number(one === status),
        })),
      ),
  }
}
