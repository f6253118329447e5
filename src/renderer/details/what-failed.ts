import type { MonitorDetail } from '#shared/contract.ts'
import { formatDuration } from '#shared/format-duration.ts'
import { formatValue } from '../format/format-value.ts'

const DAY_MS = 86_400_000

/**
 * The values that make a monitor degraded or unhealthy although it answers: its response time or its certificate,
 * each with the threshold it is beyond. Nothing where the check itself failed: then its message says why.
 */
export function whatFailed(
  detail: Pick<MonitorDetail, 'last' | 'responseTimeThreshold' | 'certificateThreshold'>,
  certificateExpiresAt: number | null,
  now: number,
): readonly string[] {
  const failed: string[] = []
  const { last, responseTimeThreshold, certificateThreshold } = detail
  const ms = last?.responseTimeMs ?? null
  if (ms !== null && responseTimeThreshold !== null && ms > responseTimeThreshold.warning) {
    const level = ms > responseTimeThreshold.critical ? 'critical' : 'warning'
    const limit = formatValue(responseTimeThreshold[level], 'ms')
    failed.push(`Response time ${formatValue(ms, 'ms')}, over the ${level} threshold of ${limit}`)
  }
  if (certificateExpiresAt !== null) {
    const days = (certificateExpiresAt - now) / DAY_MS
    const { warning, critical } = certificateThreshold
    if (days <= warning) {
      const limit = days <= critical ? critical : warning
      failed.push(`Certificate ${expiryWords(certificateExpiresAt, now)}, threshold ${limit} days`)
    }
  }
  return failed
}

/** When a certificate expires, from now: "expires in 20 d 4 h", "expired 2 h ago". */
export function expiryWords(expiresAt: number, now: number): string {
  return expiresAt > now
    ? `expires in ${formatDuration(expiresAt - now)}`
    : `expired ${formatDuration(now - expiresAt)} ago`
}
