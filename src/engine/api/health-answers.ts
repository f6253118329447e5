import { BUILT_IN_CATEGORIES } from '#shared/category.ts'
import type { SystemMetric, WireStatus } from '#shared/report-shapes.ts'
import type { Clock } from '../clock.ts'
import type { ChangeLog } from '../status/change-log.ts'
import type { StatusBook } from '../status/status-book.ts'
import { findService } from '../status/watched-entries.ts'
import type { RefreshOutcome } from '../watch/limited-refresh.ts'
import { backendTask, monitorTask } from '../watch/watch-schedule.ts'
import { healthDocument, overviewDocument, type Run, type Telling } from './health-documents.ts'
import type { Question } from './health-operations.ts'
import {
  type HealthService,
  type HealthSnapshot,
  readBackend,
  readHealth,
  rememberedNames,
} from './health-services.ts'
import type { HealthResponse, OverviewResponse } from './health-shapes.ts'

export interface HealthAnswersOptions {
  readonly clock: Clock
  readonly book: StatusBook
  readonly changes: Pick<ChangeLog, 'seq'>
  readonly run: Run
}

/** One answer, ready to be sent. */
export interface HealthAnswer {
  /** Text rather than bytes: Node writes those apart from the headers, at twice the cost. */
  readonly text: string
  readonly status: WireStatus
  /** When the oldest of its results was had, in ms since the epoch; null of none. */
  readonly checkedAt: number | null
}

/** While nothing changes a document is made anew this often, so that its timestamp and uptime are true to a second. */
const MAX_AGE_MS = 1000
/** With ten thousand monitors a document takes tens of ms; making them may take up a tenth of the time at most. */
const SHARE = 10
/** Only documents about many are kept: those of single services are small, and there may be thousands. */
const BUILT_IN: ReadonlySet<string> = new Set(BUILT_IN_CATEGORIES)
const KEPT: ReadonlySet<Question['about']> = new Set(['everything', 'deep', 'overview', 'category'])

/**
 * Answers out of the status book, at once. Documents are kept as they are sent until something changes, so that being
 * asked often costs next to nothing.
 */
export class HealthAnswers {
  readonly #options: HealthAnswersOptions
  readonly #kept = new Map<string, HealthAnswer>()
  readonly #compareBy = rememberedNames()
  #snapshot: HealthSnapshot | null = null
  #seq = -1
  #madeAt = 0
  #costMs = 0

  constructor(options: HealthAnswersOptions) {
    this.#options = options
  }

  /** The answer to a question; null where there is no such category, service or backend. */
  answer(question: Question, telling: Telling): HealthAnswer | null {
    const snapshot = this.snapshot()
    if (!KEPT.has(question.about)) return this.#make(question, telling, snapshot)
    const key = `${telling} ${question.about} ${question.about === 'category' ? question.category : ''}`
    const kept = this.#kept.get(key)
    if (kept) return kept
    const made = this.#make(question, telling, snapshot)
    if (made) this.#kept.set(key, made)
    return made
  }

  /** The answer after a refresh, which is not kept; `durationMs` is what the refresh took. */
  answerRefreshed(
    question: Question,
    telling: Telling,
    refresh: RefreshOutcome,
    durationMs: number,
  ): HealthAnswer | null {
    return this.#make(question, telling, this.snapshot(true), { refresh, durationMs })
  }

  /**
   * Everything watched, as it is now or was a moment ago; `isExact`: nothing has changed since, whatever it costs.
   */
  snapshot(isExact = false): HealthSnapshot {
    if (this.#snapshot !== null && this.#isFresh(isExact)) return this.#snapshot
    const { clock, book, changes } = this.#options
    this.#kept.clear()
    this.#costMs = 0
    this.#seq = changes.seq
    this.#madeAt = clock.monotonic()
    this.#snapshot = readHealth(book, clock.now(), this.#compareBy)
    this.#costMs = clock.monotonic() - this.#madeAt
    return this.#snapshot
  }

  /** The scheduled tasks that find out what a question is about, each once; paused ones have none. */
  tasksOf(question: Question): ReadonlySet<string> {
    const found = this.#subjectOf(question, this.snapshot())
    return new Set((found?.services ?? []).flatMap(tasksOf))
  }

  #isFresh(isExact: boolean): boolean {
    const { clock, changes } = this.#options
    const ageMs = clock.monotonic() - this.#madeAt
    const isUnchanged = changes.seq === this.#seq && ageMs < MAX_AGE_MS
    return isUnchanged || (!isExact && ageMs < this.#costMs * SHARE)
  }

  #make(
    question: Question,
    telling: Telling,
    snapshot: HealthSnapshot,
    refreshed?: { readonly refresh: RefreshOutcome; readonly durationMs: number },
  ): HealthAnswer | null {
    const { clock } = this.#options
    const startedAt = clock.monotonic()
    const untimed = this.#document(question, telling, snapshot)
    if (untimed === null) return null
    const tookMs = refreshed?.durationMs ?? clock.monotonic() - startedAt
    const document: HealthResponse | OverviewResponse = {
      ...untimed,
      check_duration_ms: Math.round(tookMs * 100) / 100,
      ...(refreshed && { refresh: { ...refreshed.refresh } }),
    }
    const text = JSON.stringify(document)
    this.#costMs += clock.monotonic() - startedAt
    const { status, checked_at: checkedAt } = document
    return { text, status, checkedAt: checkedAt === null ? null : Date.parse(checkedAt) }
  }

  #document(question: Question, telling: Telling, snapshot: HealthSnapshot) {
    if (question.about === 'overview') return overviewDocument(snapshot, telling)
    const subject = this.#subjectOf(question, snapshot)
    if (subject === null) return null
    const { run, book } = this.#options
    const isOfMachine =
      question.about === 'deep' || (question.about === 'category' && question.category === 'system')
    return healthDocument({
      ...{ ...subject, snapshot, telling, run },
      ...(isOfMachine && { metrics: machineMetrics(book) }),
    })
  }

  #subjectOf(
    question: Question,
    snapshot: HealthSnapshot,
  ): Pick<Parameters<typeof healthDocument>[0], 'services' | 'status'> | null {
    const { services, byCategory, overall, statusOf } = snapshot
    switch (question.about) {
      case 'category': {
        const { category } = question
        if (!BUILT_IN.has(category) && !byCategory.has(category)) return null
        return { services: byCategory.get(category) ?? [], status: statusOf(category) }
      }
      case 'service': {
        const service = this.#serviceWith(question.id, services)
        return service ? { services: [service], status: service.status } : null
      }
      case 'backend': {
        const entry = this.#options.book.backends.get(question.id)
        return entry ? readBackend(this.#options.book, entry, snapshot.at, this.#compareBy) : null
      }
      default:
        return { services, status: overall }
    }
  }

  /** What a backend reports of a service that a monitor of ours checks is found under that monitor. */
  #serviceWith(id: string, services: readonly HealthService[]): HealthService | undefined {
    const { book } = this.#options
    const reported = findService(book.backends, id)
    const monitorId = reported ? (book.same.monitorOf(reported.service)?.id ?? null) : null
    return services.find(service =>
      monitorId === null
        ? service.id === id && service.scope !== 'backend'
        : service.id === monitorId && service.scope === 'monitor',
    )
  }
}

function tasksOf({ scope, id, paused, reports }: HealthService): readonly string[] {
  if (paused) return []
  if (scope === 'monitor') return [monitorTask(id), ...reports.map(({ backendId }) => backendTask(backendId))]
  return [backendTask(scope === 'backend' ? id : id.slice(0, id.indexOf('/')))]
}

/** This machine's metrics that have a value, in the report's shape. */
function machineMetrics(book: StatusBook): readonly SystemMetric[] {
  return [...book.metrics.ids()].flatMap(id => {
    const metric = book.metrics.get(id)
    if (!metric || metric.sample.group === 'application' || metric.sample.value === null) return []
    const { name, unit, value } = metric.sample
    const threshold = book.metrics.thresholdOf(id)
    return [{ name, value, unit, status: metric.state.status, ...(threshold && { threshold }) }]
  })
}
