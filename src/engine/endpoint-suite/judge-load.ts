import { inSeconds } from '../checkers/passed-deadline.ts'
import { isExpectedStatus, rateLimitText } from './judge-answer.ts'
import type { LoadCount } from './load-endpoint.ts'
import { responseTimes } from './response-times.ts'
import type { SuiteEndpoint } from './suite-endpoints.ts'
import type { SuiteThresholds } from './suite-options.ts'
import type { LoadFigures, TestOutcome } from './suite-result.ts'

/** What load did to an endpoint, judged. */
export interface LoadJudgement {
  readonly outcome: TestOutcome
  readonly message: string
  readonly warning: string | null
  readonly load: LoadFigures
}

/** What a load is judged by. */
export interface LoadRules {
  readonly connections: number
  readonly thresholds: SuiteThresholds
  readonly timeoutMs: number
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** Judges what an endpoint did under load: every request answered, and in time. */
export function judgeLoad(endpoint: SuiteEndpoint, count: LoadCount, rules: LoadRules): LoadJudgement {
  const { warningMs, criticalMs } = rules.thresholds
  const times = responseTimes(count.times)
  const rateLimited = count.statuses.get(429) ?? 0
  const wrong = [...count.statuses].filter(
    ([status]) => status !== 429 && !isExpectedStatus(endpoint, status),
  )
  const failures = wrong.reduce((sum, [, number]) => sum + number, 0) + count.late + count.brokenOff
  const load: LoadFigures = {
    ...{ requests: count.sent, connections: rules.connections, times, rateLimited },
    failed: failures,
    answered: count.times.length - rateLimited - (failures - count.late - count.brokenOff),
  }
  const judged = (outcome: TestOutcome, message: string, warning: string | null = null) => ({
    ...{ outcome, message, warning, load },
  })
  if (failures > 0) return judged('failed', failureText(count, wrong, failures, rules))
  if (count.gaveUp || times === null) {
    return judged('failed', `Only ${count.times.length} requests were answered before it was given up.`)
  }
  const figures = `p50 ${ms(times.p50Ms)}, p95 ${ms(times.p95Ms)}, p99 ${ms(times.p99Ms)}`
  if (rateLimited > 0) {
    const limit = rateLimitText(count.retryAfter, rules.now)
    return judged('passed', `${count.sent} requests, ${rateLimited} refused: ${figures}.`, limit)
  }
  const whole = `${count.sent} requests over ${rules.connections} connections: ${figures}`
  if (times.p95Ms > criticalMs) {
    return judged('failed', `${whole}. The p95 is over the critical ${ms(criticalMs)}.`)
  }
  const warning =
    times.p95Ms > warningMs ? `The p95 is ${ms(times.p95Ms)}, over the ${ms(warningMs)} of a warning.` : null
  return judged('passed', `${whole}.`, warning)
}

function failureText(
  { sent, late, brokenOff }: LoadCount,
  wrong: readonly (readonly [number, number])[],
  failures: number,
  { timeoutMs }: LoadRules,
): string {
  const parts = [
    ...wrong.map(([status, number]) => `${number} answered ${status}`),
    ...(late > 0 ? [`${late} had no answer within ${inSeconds(timeoutMs)}`] : []),
    ...(brokenOff > 0 ? [`${brokenOff} ended without an answer`] : []),
  ]
  return `${failures} of ${sent} requests failed under load: ${parts.join(', ')}.`
}

/** Milliseconds as they are read: without decimals from ten on. */
function ms(value: number): string {
  return `${value < 10 ? Math.round(value * 10) / 10 : Math.round(value)} ms`
}
