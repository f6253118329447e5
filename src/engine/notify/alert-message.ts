import type { AlertLevel } from '#shared/alert-level.ts'
import type { AlertSubjectRef } from '#shared/incidents.ts'
import type { Route } from '#shared/route.ts'
import type { Status } from '#shared/status.ts'

/** Incidents that a message carries at most: of an outage of thousands nobody reads each, and few places take them. */
export const MOST_INCIDENTS = 200

/** One thing that happened in an incident, as far as those who keep such things want it. */
export interface TrailEntry {
  readonly at: number
  readonly text: string
  readonly level: AlertLevel | null
}

/** One incident, as a message tells of it. Plain text; moments in ms since the epoch. */
export interface MessageIncident {
  /** Also its correlation id, and the key by which a service that keeps incidents itself knows it again. */
  readonly id: string
  readonly subject: AlertSubjectRef
  readonly name: string
  readonly category: string | null
  readonly tags: readonly string[]
  /** Resolved where it recovered, or is watched no more. */
  readonly state: 'open' | 'acknowledged' | 'resolved'
  readonly level: AlertLevel
  readonly status: Status
  /** Why, a sentence. */
  readonly message: string
  readonly rules: readonly string[]
  readonly startedAt: number
  readonly resolvedAt: number | null
  /** Who takes care, and what they said; null while nobody does. */
  readonly acknowledgedBy: string | null
}

/**
 * What a notifier is told, once: one thing that happened, or several that happened within a few seconds. Plain text that
 * may hold anything a monitored service said: each notifier makes it harmless for where it goes.
 */
export interface AlertMessage {
  /** The same when it is sent again, for services that drop what they know. */
  readonly id: string
  readonly kind: 'problem' | 'recovery' | 'reminder' | 'escalation' | 'acknowledged' | 'test'
  /** The most urgent of its incidents; of a recovery, the most urgent they were. */
  readonly level: AlertLevel
  /** Which service, and what happened: "PostgreSQL is unhealthy", "10 unhealthy: A, B, C and 7 more". */
  readonly title: string
  /** Why and since when, or how long it was down. May have several lines. */
  readonly body: string
  /** What it is about, what is new first; at most `MOST_INCIDENTS`. Empty in a test. */
  readonly incidents: readonly MessageIncident[]
  /** It is about so many more. */
  readonly beyond?: number | undefined
  /** What happened in its incidents until now, oldest first, for those who keep such things. */
  readonly trail?: readonly TrailEntry[] | undefined
  /** The colour of the light now. */
  readonly overall: Status
  readonly at: number
  /** What a click opens. */
  readonly route: Route
}
