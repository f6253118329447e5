import { backendOfMetric } from '#shared/application-metric-id.ts'
import type { Thresholds } from '#shared/config.ts'
import type { AlertSubjectRef } from '#shared/incidents.ts'
import type { Mute } from '#shared/views.ts'
import { effectiveGrading } from '../status/effective-rules.ts'
import { metricMessage } from '../status/metric-board.ts'
import { doServicesSpeak, isSilentBackend, speaksForBoth } from '../status/roll-up-items.ts'
import type { StatusBook } from '../status/status-book.ts'
import type { Watched } from '../status/watched.ts'
import { findService, type WatchedBackend, type WatchedService } from '../status/watched-entries.ts'
import { timeOfDay } from '../time-of-day.ts'
import type { AlertSubject } from './alert-subject.ts'

/** A source of things that rules look at besides those of the status book: pushed alerts. */
export interface FurtherSubjects {
  refs(): Iterable<AlertSubjectRef>
  /** As it is now; null where it is over, or never was. */
  subject(ref: AlertSubjectRef): AlertSubject | null
}

/** How far something is from how it usually is. */
export interface Deviation {
  /** Over 1 is out of the ordinary. */
  readonly deviation: number
  /** "3.2x slower than usual for Monday 10:00". */
  readonly words: string
}

export interface AlertSubjectsOptions {
  readonly book: StatusBook
  readonly thresholds: () => Thresholds
  readonly now: () => number
  /** Of a monitor or metric; null where nothing is known of how it usually is. */
  readonly deviationOf?: (ref: AlertSubjectRef) => Deviation | null
  readonly further?: FurtherSubjects
}

/** What is known of something that is asked for: it, or why there is nothing. */
export type FoundSubject =
  | { readonly is: 'there'; readonly subject: AlertSubject }
  /** It may come: nothing has been heard of it yet. */
  | { readonly is: 'unknown' }
  /** It is not watched any more; of a pushed alert, it is over. */
  | { readonly is: 'gone' }

const UNKNOWN: FoundSubject = { is: 'unknown' }
const GONE: FoundSubject = { is: 'gone' }
/** Metrics are sampled at different paces: so long after the start one that is not there may still come, in ms. */
const FIRST_SAMPLES_MS = 120_000

/** Draws what rules see from the status book, at the moment it is asked. */
export class AlertSubjects {
  readonly #options: AlertSubjectsOptions
  readonly #startedAt: number

  constructor(options: AlertSubjectsOptions) {
    this.#options = options
    this.#startedAt = options.now()
  }

  /** Everything there is. */
  *refs(): Iterable<AlertSubjectRef> {
    const { book, further } = this.#options
    for (const id of book.monitors.keys()) yield { type: 'monitor', id }
    for (const id of book.backends.keys()) yield* this.ofBackend(id)
    for (const id of book.metrics.ids()) yield { type: 'metric', id }
    if (further) yield* further.refs()
  }

  /** What is there besides what the status book watches. */
  *further(): Iterable<AlertSubjectRef> {
    yield* this.#options.further?.refs() ?? []
  }

  /** Everything that is there now. */
  *all(): Iterable<AlertSubject> {
    for (const ref of this.refs()) {
      const found = this.find(ref)
      if (found.is === 'there') yield found.subject
    }
  }

  /** A backend and the services it reports. */
  *ofBackend(id: string): Iterable<AlertSubjectRef> {
    yield { type: 'backend', id }
    const services = this.#options.book.backends.get(id)?.services.keys() ?? []
    for (const name of services) yield { type: 'service', id: `${id}/${name}` }
  }

  /** A monitor, and the reported services that it may speak for. */
  *ofMonitor(id: string): Iterable<AlertSubjectRef> {
    yield { type: 'monitor', id }
    for (const { entry, service } of this.#options.book.same.reportsOf(id)) {
      yield { type: 'service', id: `${entry.backend.id}/${service.name}` }
    }
  }

  find(ref: AlertSubjectRef): FoundSubject {
    switch (ref.type) {
      case 'monitor':
        return there(this.#monitor(ref.id)) ?? GONE
      case 'backend':
        return there(this.#backend(ref.id)) ?? GONE
      case 'service':
        return this.#service(ref.id)
      case 'metric':
        return this.#isGivenUp(ref.id) ? GONE : (there(this.#metric(ref.id)) ?? this.#missingMetric(ref.id))
      case 'pushed':
        return there(this.#options.further?.subject(ref) ?? null) ?? GONE
    }
  }

  #monitor(id: string): AlertSubject | null {
    const { book, thresholds, now } = this.#options
    const entry = book.monitors.get(id)
    if (!entry) return null
    const { monitor, watched } = entry
    const ref = { type: 'monitor', id } as const
    return {
      ...ref,
      ...stateOf(watched),
      ...{ name: monitor.name, category: monitor.category, tags: monitor.tags, severity: monitor.severity },
      responseTimeWarningMs: effectiveGrading(monitor, thresholds()).responseTimeMs?.warning ?? null,
      ...this.#deviation(ref),
      ...excuseOf(monitor.paused, book.mutes.ofMonitor(monitor, now()), now()),
      needs: monitor.needs === undefined ? [] : [monitor.needs],
      isCovered: false,
    }
  }

  #backend(id: string): AlertSubject | null {
    const { book, now } = this.#options
    const entry = book.backends.get(id)
    if (!entry) return null
    const { backend, watched } = entry
    const ref = { type: 'backend', id } as const
    return {
      ...ref,
      ...stateOf(watched),
      ...{ name: backend.name, category: null, tags: backend.tags },
      // As in the roll-up: what a backend merely says of itself is minor.
      severity: isSilentBackend(entry) ? backend.severity : 'minor',
      ...{ responseTimeWarningMs: null, ...this.#deviation(ref) },
      ...excuseOf(backend.paused, book.mutes.ofBackend(backend, now()), now()),
      ...{ needs: [], isCovered: doServicesSpeak(entry) },
    }
  }

  #service(id: string): FoundSubject {
    const { book } = this.#options
    const found = findService(book.backends, id)
    const entry = book.backends.get(found?.backendId ?? id.split('/', 1)[0] ?? '')
    if (!entry) return GONE
    if (found) return { is: 'there', subject: this.#serviceOf(entry, found.service) }
    if (entry.backend.paused) return GONE
    // A backend that has answered and does not name it has none; of a silent one nothing is known.
    return entry.watched.last === null || isSilentBackend(entry) ? UNKNOWN : GONE
  }

  #serviceOf(entry: WatchedBackend, service: WatchedService): AlertSubject {
    const { book, now } = this.#options
    const { backend } = entry
    const sameAs = book.same.monitorOf(service)
    const ref = { type: 'service', id: `${backend.id}/${service.name}` } as const
    return {
      ...ref,
      ...stateOf(service.watched),
      ...{ name: service.name, category: sameAs?.category ?? service.category, tags: backend.tags },
      ...{ severity: 'minor', responseTimeWarningMs: null, ...this.#deviation(ref) },
      ...excuseOf(backend.paused, book.mutes.ofService(backend, service, sameAs, now()), now()),
      needs: [],
      isCovered: sameAs !== null && speaksForBoth(sameAs, book, service),
    }
  }

  #metric(id: string): AlertSubject | null {
    const { book, now } = this.#options
    const metric = book.metrics.get(id)
    if (!metric) return null
    const { sample, state } = metric
    const backendId = backendOfMetric(id)
    const backend = backendId === null ? undefined : book.backends.get(backendId)?.backend
    const mute = backend ? book.mutes.ofBackend(backend, now()) : book.mutes.maintenance.ofMachine(now())
    const ref = { type: 'metric', id } as const
    return {
      ...ref,
      ...{ name: sample.name, category: sample.group, tags: backend?.tags ?? [], severity: null },
      ...{ status: state.status, since: state.criticalSince ?? state.aboveUnhealthySince },
      ...{ message: metricMessage(sample), responseTimeMs: null, responseTimeWarningMs: null },
      ...{ value: sample.value, unit: sample.unit, level: null, ...this.#deviation(ref) },
      ...excuseOf(backend?.paused ?? false, mute, now()),
      ...{ needs: [], isPending: false, isCovered: false },
    }
  }

  /** A backend has not said it for so long that it does not count any more. */
  #isGivenUp(id: string): boolean {
    const metric = this.#options.book.metrics.get(id)
    if (!metric || backendOfMetric(id) === null) return false
    const { sample, state, measuredAt } = metric
    return sample.value === null && measuredAt !== null && state.status === 'healthy'
  }

  #missingMetric(id: string): FoundSubject {
    const isOfBackend = backendOfMetric(id) !== null
    return !isOfBackend && this.#options.now() - this.#startedAt < FIRST_SAMPLES_MS ? UNKNOWN : GONE
  }

  #deviation(ref: AlertSubjectRef): Pick<AlertSubject, 'deviation' | 'deviationWords'> {
    const found = this.#options.deviationOf?.(ref) ?? null
    return { deviation: found?.deviation ?? null, deviationWords: found?.words ?? '' }
  }
}

const there = (subject: AlertSubject | null): FoundSubject | null => subject && { is: 'there', subject }

function stateOf(watched: Watched) {
  const { status, since, message, isPending, last } = watched
  return {
    ...{ status, since, message, isPending, responseTimeMs: last?.responseTimeMs ?? null },
    ...{ value: null, unit: 'ms', level: null },
  }
}

/** Why something does not count now, and in words. */
function excuseOf(
  isPaused: boolean,
  mute: Mute | null,
  now: number,
): Pick<AlertSubject, 'excuse' | 'excuseWords'> {
  if (isPaused) return { excuse: 'paused', excuseWords: 'Paused' }
  if (mute === null) return { excuse: null, excuseWords: '' }
  if (mute.maintenance !== undefined)
    return { excuse: 'maintenance', excuseWords: `Maintenance: ${mute.maintenance}` }
  const until = mute.until === null ? '' : ` until ${timeOfDay(mute.until, now)}`
  return { excuse: 'muted', excuseWords: `Muted${mute.untilRecovery ? ' until it recovers' : until}` }
}
