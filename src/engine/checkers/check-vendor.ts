import { SecretHider } from '../config/hide-secrets.ts'
import type { ApiAnswer } from './api-call.ts'
import { isOff } from './api-fields.ts'
import { type CheckContext, CheckFailure, type CheckOutcome } from './checker.ts'
import type { ApiProblem } from './explain-api-answer.ts'
import { passedDeadline } from './passed-deadline.ts'
import {
  reportsTrouble,
  reportText,
  type VendorStatus,
  VendorStatusPage,
  vendorStatusDetails,
} from './vendor-status.ts'

/** How old what a status page says may be where our own call fails, in ms. */
const FRESH_MS = 10_000

/** What our own call found, before the vendor's status page is put beside it. */
export interface VendorFinding extends CheckOutcome {
  /** Whether the vendor is to blame, so that its status page is worth a word also where it reports nothing. */
  readonly vendorTrouble?: boolean
}

/** How to check a vendor. */
export interface VendorCheck {
  /** Its status page; null for none. */
  readonly statusPage: string | null
  /** Keys, which must not appear in what the vendor says. */
  readonly keys: readonly string[]
  readonly find: (context: CheckContext) => Promise<VendorFinding>
}

/**
 * Calls a vendor's API and asks its status page at the same time, and says both: what our own call found, and what they
 * report. The status page never makes a check late or wrong; where it cannot be read, the details say so.
 */
export async function checkVendor(check: VendorCheck, context: CheckContext): Promise<CheckOutcome> {
  const { statusPage } = check
  const page = statusPage === null ? null : context.keep(VendorStatusPage)
  const ask = async (maxAgeMs?: number) =>
    page === null || statusPage === null ? undefined : page.ask(statusPage, context, maxAgeMs)
  const asked = ask()
  // Settled before the status page is waited for, so that nothing is rejected meanwhile with nobody listening.
  const [found] = await Promise.allSettled([check.find(context)])
  const finding = found.status === 'fulfilled' ? found.value : failedFinding(found.reason, context)
  // What they reported before our call failed says nothing about why it did.
  const isTimeLeft = !context.signal.aborted
  const status =
    (await asked) && (await ask(finding.status !== 'healthy' && isTimeLeft ? FRESH_MS : undefined))
  const { vendorTrouble: blamesVendor = false, ...outcome } = finding
  const told = status === undefined ? outcome : withStatus(outcome, status, blamesVendor)
  const hider = new SecretHider(check.keys)
  return { ...told, message: hider.inText(told.message), details: hider.inDetails(told.details) }
}

/** The finding that an answer with a problem makes. */
export function problemFinding(problem: ApiProblem, answer: ApiAnswer): VendorFinding {
  const { vendorMessage } = problem
  return {
    status: 'unhealthy',
    message: problem.message,
    responseTimeMs: answer.responseTimeMs,
    details: {
      ...answer.details,
      ...(vendorMessage !== undefined && { vendorMessage }),
      ...(answer.retryAfterMs !== undefined && { retryAfterSeconds: Math.ceil(answer.retryAfterMs / 1000) }),
    },
    failure: problem.failure,
    vendorTrouble: problem.vendorTrouble,
    ...restAndCertificate(answer),
  }
}

/** The fields of an outcome that any answer may have: how long to rest, when the certificate expires. */
export function restAndCertificate({
  retryAfterMs,
  certificate,
}: Pick<ApiAnswer, 'retryAfterMs' | 'certificate'>): Pick<
  CheckOutcome,
  'retryAfterMs' | 'certificateExpiresAt'
> {
  return {
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(certificate && { certificateExpiresAt: certificate.expiresAt }),
  }
}

/** The status page to ask. A vendor's own says nothing about another server that speaks the same protocol. */
export function statusPageOf(statusPage: string, usual: string, isVendorsOwn: boolean): string | null {
  return isOff(statusPage) || (statusPage === usual && !isVendorsOwn) ? null : statusPage
}

/** What a call that threw found: no answer is a finding as well. The engine's own reasons to stop are thrown on. */
export function failedFinding(error: unknown, { signal }: CheckContext): VendorFinding {
  const isOurs = signal.aborted && !passedDeadline(signal)
  if (!(error instanceof CheckFailure) || isOurs) throw error
  return {
    status: 'unhealthy',
    message: error.message,
    responseTimeMs: null,
    details: error.details,
    failure: error.failure,
    vendorTrouble: error.failure === 'timeout',
  }
}

function withStatus(outcome: CheckOutcome, status: VendorStatus, blamesVendor: boolean): CheckOutcome {
  const details = { ...outcome.details, vendorStatus: vendorStatusDetails(status) }
  const works = outcome.status === 'healthy'
  if (reportsTrouble(status)) {
    // Their page is about everything they offer: what works for us is not made worse by it.
    const message = works
      ? `${outcome.message}; our own call works, while they report ${reportText(status)}`
      : `${outcome.message} They report ${reportText(status)}.`
    return { ...outcome, message, details }
  }
  if (!works && blamesVendor && status.problem === undefined) {
    const message = `${outcome.message} Their status page reports no incident.`
    return { ...outcome, message, details }
  }
  return { ...outcome, details }
}
