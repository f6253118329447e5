import type { SeriesRef } from '#shared/history.ts'
import type { Uptime } from '../history/uptime-board.ts'
import type { StatusBook } from '../status/status-book.ts'
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

export interface BackendFamiliesOptions {
  readonly book: StatusBook
  readonly tally: Tally
  readonly uptimeOf: (ref: SeriesRef) => Uptime | null
  readonly now: number
}

/** What is known of each backend, and of each service that one reports. */
export function* backendFamilies(options: BackendFamiliesOptions): Iterable<Family> {
  yield* ofBackends(options)
  yield* ofServices(options)
}

function* ofBackends({ book, tally, uptimeOf, now }: BackendFamiliesOptions): Iterable<Family> {
  const entries = [...book.backends.values()].map(entry => {
    const { id, name, category } = entry.backend
    return { ...entry, labels: { backend: id, name, category } }
  })
  yield gauge(
    'traylight_backend_info',
    'Facts about a backend; always 1.',
    entries.map(({ labels, backend: { severity, tags, format }, detectedFormat }) => ({
      labels: { ...labels, severity, tags: tags.join(','), format: detectedFormat ?? format },
      value: 1,
    })),
  )
  yield gauge(
    'traylight_backend_up',
    'Whether it works (healthy or degraded): 1, else 0; absent while that is not known.',
    entries.flatMap(upSample),
  )
  yield gauge(
    'traylight_backend_status',
    'Its status: 1 for the one that holds, 0 for the others.',
    entries.flatMap(statusSamples),
  )
  yield gauge(
    'traylight_backend_status_since_timestamp_seconds',
    'Since when its status holds, in seconds since the epoch.',
    entries.flatMap(sinceSample),
  )
  yield gauge(
    'traylight_backend_response_time_seconds',
    'How long its last answer took.',
    entries.flatMap(responseTimeSample),
  )
  yield gauge(
    'traylight_backend_last_poll_timestamp_seconds',
    'When it was last polled, in seconds since the epoch.',
    entries.flatMap(lastResultSample),
  )
  yield counter(
    'traylight_backend_polls_total',
    'Polls by what each amounted to, before it was confirmed.',
    entries.flatMap(({ labels, backend }) => resultSamples(labels, tally.resultsOf('backend', backend.id))),
  )
  yield gauge(
    'traylight_backend_availability_ratio',
    'Availability over the last 24 hours, 0 to 1; what was not known is left out.',
    entries.flatMap(entry =>
      availabilitySample(entry, uptimeOf({ kind: 'backend', id: entry.backend.id }), now),
    ),
  )
  yield gauge(
    'traylight_backend_services',
    'How many services it reports.',
    entries.map(({ labels, services }) => ({ labels, value: services.size })),
  )
  yield gauge(
    'traylight_backend_restarted_timestamp_seconds',
    'When it was last seen to have restarted, in seconds since the epoch.',
    entries.flatMap(({ labels, restartedAt }) => known(labels, inSeconds(restartedAt))),
  )
  yield gauge(
    'traylight_backend_muted',
    '1 while it is muted: polled, and not counted.',
    entries.map(({ labels, backend }) => ({
      labels,
      value: Number(book.mutes.ofBackend(backend, now) !== null),
    })),
  )
  yield gauge(
    'traylight_backend_paused',
    '1 while it is paused: not polled.',
    entries.map(({ labels, backend }) => ({ labels, value: Number(backend.paused) })),
  )
}

function* ofServices({ book, now }: BackendFamiliesOptions): Iterable<Family> {
  const entries = [...book.backends.values()].flatMap(({ backend, services }) =>
    backend.paused
      ? []
      : [...services.values()].map(service => ({
          labels: { backend: backend.id, service: service.name, category: service.category },
          watched: service.watched,
          backend,
          service,
        })),
  )
  yield gauge(
    'traylight_service_up',
    'Whether a service works, as its backend reports it: 1, else 0; absent while that is not known.',
    entries.flatMap(upSample),
  )
  yield gauge(
    'traylight_service_status',
    'Its status: 1 for the one that holds, 0 for the others.',
    entries.flatMap(statusSamples),
  )
  yield gauge(
    'traylight_service_response_time_seconds',
    'How long it took to answer its backend.',
    entries.flatMap(responseTimeSample),
  )
  yield gauge(
    'traylight_service_muted',
    '1 while it is muted: shown, and not counted.',
    entries.map(({ labels, backend, service }) => ({
      labels,
      value: Number(book.mutes.ofService(backend, service, book.same.monitorOf(service), now) !== null),
    })),
  )
}
