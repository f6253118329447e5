import type { ResponseTimeThreshold } from '#shared/config.ts'
import type { Status } from '#shared/status.ts'
import type { CheckOutcome } from '../checkers/checker.ts'

/** Thresholds in force for one monitor: ms for response times, days for certificates. */
export interface GradeThresholds {
  readonly responseTimeMs: ResponseTimeThreshold | null
  readonly certificateDays: { readonly warning: number; readonly critical: number }
}

/** What one result amounts to once thresholds are applied. */
export interface Grade {
  readonly status: Status
  readonly message: string
}

const DAY_MS = 86_400_000

/**
 * Applies response-time and certificate thresholds to one outcome: the worst of the three wins and its reason is the
 * message. Sources: the report's "Health Check Thresholds" and the vocabulary's certificate rule.
 */
export function gradeOutcome(outcome: CheckOutcome, thresholds: GradeThresholds, nowMs: number): Grade {
  if (outcome.status === 'unhealthy') return { status: 'unhealthy', message: outcome.message }
  const slow = gradeResponseTime(outcome.responseTimeMs, thresholds.responseTimeMs)
  const certificate = gradeCertificate(outcome.certificateExpiresAt, thresholds.certificateDays, nowMs)
  const own: Grade = { status: outcome.status, message: outcome.message }
  // A verdict of the thing itself comes before a threshold of the same badness; a threshold before a good verdict.
  for (const status of ['unhealthy', 'degraded'] as const) {
    if (own.status === status) return own
    if (certificate?.status === status) return certificate
    if (slow?.status === status) return slow
  }
  return own
}

function gradeResponseTime(ms: number | null, threshold: ResponseTimeThreshold | null): Grade | null {
  if (ms === null || threshold === null) return null
  if (ms > threshold.critical) {
    return {
      status: 'unhealthy',
      message: `Answered in ${round(ms)} ms, above the critical ${threshold.critical} ms.`,
    }
  }
  if (ms > threshold.warning) {
    return {
      status: 'degraded',
      message: `Answered in ${round(ms)} ms, above the warning ${threshold.warning} ms.`,
    }
  }
  return null
}

function gradeCertificate(
  expiresAt: number | undefined,
  days: GradeThresholds['certificateDays'],
  nowMs: number,
): Grade | null {
  if (expiresAt === undefined) return null
  const left = (expiresAt - nowMs) / DAY_MS
  if (left > days.warning) return null
  const when = new Date(expiresAt).toISOString().slice(0, 10)
  const message =
    left < 0
      ? `The certificate expired on ${when}. Renew it.`
      : `The certificate expires in ${Math.floor(left)} ${Math.floor(left) === 1 ? 'day' : 'days'}, on ${when}. Renew it.`
  return { status: left <= days.critical ? 'unhealthy' : 'degraded', message }
}

const round = (ms: number) => (ms < 10 ? ms.toFixed(1) : Math.round(ms).toString())
