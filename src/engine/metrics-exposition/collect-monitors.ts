import type { Thresholds } from '#shared/config.ts'
import type { SeriesRef } from '#shared/history.ts'
import type { Uptime } from '../history/uptime-board.ts'
import { effectiveGrading } from '../status/effective-rules.ts'
import type { StatusBook } from '../status/status-book.ts'
import { histogram } from './duration-histogram.ts'
import { counter, type Family, gauge, known } from './family.ts'
import type { Tally } from './tally.ts'
import {
  availabilitySample,
  inSeconds,
  lastResultSample,
  responseTimeSample,
  resultSamples,
  sinceSample,
  statusSamples,
  upSample,
} from './watched-samples.ts'

export interface MonitorFamiliesOptions {
  readonly book: StatusBook
  readonly tally: Tally
  readonly thresholds: Thresholds
  readonly uptimeOf: (ref: SeriesRef) => Uptime | null
  readonly now: number
}

/** What is known of each monitor. */
export function* monitorFamilies({
  book,
  tally,
  thresholds,
  uptimeOf,
  now,
}: MonitorFamiliesOptions): Iterable<Family> {
  const entries = [...book.monitors.values()].map(({ monitor, watched }) => {
    const { id, name, category, check } = monitor
    return { labels: { monitor: id, name, category, kind: check.kind }, monitor, watched }
  })
  yield gauge(
    'traylight_monitor_info',
    'Facts about a monitor; always 1.',
    entries.map(({ labels, monitor: { severity, tags } }) => ({
      labels: { ...labels, severity, tags: tags.join(',') },
      value: 1,
    })),
  )
  yield gauge(
    'traylight_monitor_up',
    'Whether what it watches works (healthy or degraded): 1, else 0; absent while that is not known.',
    entries.flatMap(upSample),
  )
  yield gauge(
    'traylight_monitor_status',
    'Its status: 1 for the one that holds, 0 for the others.',
    entries.flatMap(statusSamples),
  )
  yield gauge(
    'traylight_monitor_status_since_timestamp_seconds',
    'Since when its status holds, in seconds since the epoch.',
    entries.flatMap(sinceSample),
  )
  yield gauge(
    'traylight_monitor_response_time_seconds',
    'How long the last answer took.',
    entries.flatMap(responseTimeSample),
  )
  yield gauge(
    'traylight_monitor_response_time_threshold_seconds',
    'Response time above which it is degraded (warning) or unhealthy (critical).',
    entries.flatMap(({ labels, monitor }) => {
      const { responseTimeMs } = effectiveGrading(monitor, thresholds)
      return (['warning', 'critical'] as const).flatMap(level =>
        known({ ...labels, level }, inSeconds(responseTimeMs?.[level])),
      )
    }),
  )
  yield gauge(
    'traylight_monitor_certificate_expiry_timestamp_seconds',
    'When the certificate that was presented expires, in seconds since the epoch.',
    entries.flatMap(({ labels, watched }) => known(labels, inSeconds(watched.last?.certificateExpiresAt))),
  )
  yield gauge(
    'traylight_monitor_last_check_timestamp_seconds',
    'When it was last checked, in seconds since the epoch.',
    entries.flatMap(lastResultSample),
  )
  yield counter(
    'traylight_monitor_checks_total',
    'Checks by what each amounted to, before it was confirmed.',
    entries.flatMap(({ labels, monitor }) => resultSamples(labels, tally.resultsOf('monitor', monitor.id))),
  )
  yield gauge(
    'traylight_monitor_availability_ratio',
    'Availability over the last 24 hours, 0 to 1; what was not known is left out.',
    entries.flatMap(entry =>
      availabilitySample(entry, uptimeOf({ kind: 'monitor', id: entry.monitor.id }), now),
    ),
  )
  yield gauge(
    'traylight_monitor_interval_seconds',
    'Seconds between two checks.',
    entries.map(({ labels, monitor }) => ({ labels, value: monitor.intervalSeconds })),
  )
  yield gauge(
    'traylight_monitor_muted',
    '1 while it is muted: checked, and not counted.',
    entries.map(({ labels, monitor }) => ({
      labels,
      value: Number(book.mutes.ofMonitor(monitor, now) !== null),
    })),
  )
  yield gauge(
    'traylight_monitor_paused',
    '1 while it is paused: not checked.',
    entries.map(({ labels, monitor }) => ({ labels, value: Number(monitor.paused) })),
  )
  yield histogram(
    'traylight_response_time_seconds',
    'How long what is checked took to answer, by category.',
    [...tally.responseTimes].flatMap(([category, times]) => times.samples({ category })),
  )
}
