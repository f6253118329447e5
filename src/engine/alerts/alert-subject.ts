import type { AlertLevel } from '#shared/alert-level.ts'
import type { Excuse } from '#shared/history.ts'
import type { AlertSubjectRef } from '#shared/incidents.ts'
import type { MetricStatus, Severity, Status } from '#shared/status.ts'

/** One thing watched, as the rules see it at a moment. Moments in ms since the epoch; ids as `AlertSubjectRef` has them. */
export interface AlertSubject extends AlertSubjectRef {
  readonly name: string
  /** The group of a metric (`cpu`, `disk`, `application` ...); null for a backend or a pushed alert. */
  readonly category: string | null
  readonly tags: readonly string[]
  /** Null for metrics and pushed alerts. */
  readonly severity: Severity | null
  /** Of a metric `healthy`, `warning` or `critical`. */
  readonly status: Status | MetricStatus
  readonly since: number | null
  /** Why it is as it is, a sentence. */
  readonly message: string
  /** Of the latest check; null where there was no answer, and for metrics. */
  readonly responseTimeMs: number | null
  readonly responseTimeWarningMs: number | null
  /** Of a metric, in its unit. */
  readonly value: number | null
  readonly unit: string
  /** Of a pushed alert. */
  readonly level: AlertLevel | null
  /** How far it is from how it usually is: over 1 is out of the ordinary. Null where that is not known. */
  readonly deviation: number | null
  /** "3.2x slower than usual for Monday 10:00"; empty where `deviation` is null. */
  readonly deviationWords: string
  /** Why it does not count now; null where it does. */
  readonly excuse: Excuse | null
  /** Why nobody is told: "Muted until 14:00", "Maintenance: Weekly restart"; empty where `excuse` is null. */
  readonly excuseWords: string
  /** Ids of the monitors it needs, directly. */
  readonly needs: readonly string[]
  /** A failure of it is not confirmed yet, and it is checked again soon. */
  readonly isPending: boolean
  /** Another speaks for it: a backend whose services say what is wrong, a service that our own monitor watches. */
  readonly isCovered: boolean
}
