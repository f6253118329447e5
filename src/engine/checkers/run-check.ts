import type { Clock } from '../clock.ts'
import { SecretHider } from '../config/hide-secrets.ts'
import { type CheckContext, type Checker, CheckFailure, type CheckOutcome } from './checker.ts'
import { explainFailure } from './explain-failure.ts'

/** How long a check may take to clean up after its deadline before it is answered for. */
const GRACE_MS = 200

/** What `runCheck` needs besides the checker and its target. */
export interface RunCheckOptions {
  readonly timeoutMs: number
  readonly clock: Clock
  readonly keep: CheckContext['keep']
  /** Ends the check early: the engine stops, the operator cancels. */
  readonly signal?: AbortSignal
  /** Values that must not appear in the message or details. */
  readonly secrets?: readonly string[]
}

/**
 * Runs one check: gives it its deadline, turns whatever it throws into a sentence, and takes secrets out of the
 * result. Always resolves, at the latest shortly after the deadline, whatever the checker does.
 */
export async function runCheck(
  checker: Checker,
  target: unknown,
  options: RunCheckOptions,
): Promise<CheckOutcome> {
  const { clock, timeoutMs } = options
  const about = checker.describe(target)
  const controller = new AbortController()
  const abortWithOuter = () => controller.abort(options.signal?.reason)
  if (options.signal?.aborted) abortWithOuter()
  options.signal?.addEventListener('abort', abortWithOuter, { once: true })

  const deadline = clock.after(timeoutMs, () => {
    const seconds = Number((timeoutMs / 1000).toFixed(1))
    controller.abort(
      new CheckFailure('timeout', `${checker.title} at ${about.text} did not answer within ${seconds} s.`),
    )
  })
  let grace = { cancel() {} }
  const overdue = new Promise<never>((_, reject) => {
    const giveUp = () => {
      grace = clock.after(GRACE_MS, () => reject(controller.signal.reason))
    }
    if (controller.signal.aborted) giveUp()
    else controller.signal.addEventListener('abort', giveUp, { once: true })
  })

  try {
    const context: CheckContext = { signal: controller.signal, timeoutMs, clock, keep: options.keep }
    const outcome = await Promise.race([checker.check(target, context), overdue])
    return withoutSecrets(outcome, options.secrets)
  } catch (error) {
    // What a check says about its own abort is noise beside the reason for it, unless it had something to say.
    const reason =
      controller.signal.aborted && !(error instanceof CheckFailure) ? controller.signal.reason : error
    const { failure, message } = explainFailure(reason, {
      subject: checker.title,
      address: about.text,
      host: about.host,
    })
    const details = reason instanceof CheckFailure ? reason.details : {}
    return withoutSecrets(
      { status: 'unhealthy', message, responseTimeMs: null, details, failure },
      options.secrets,
    )
  } finally {
    deadline.cancel()
    grace.cancel()
    options.signal?.removeEventListener('abort', abortWithOuter)
  }
}

/** The outcome without what was filled in for references. */
function withoutSecrets(outcome: CheckOutcome, secrets: readonly string[] = []): CheckOutcome {
  const hider = new SecretHider(secrets)
  return { ...outcome, message: hider.inText(outcome.message), details: hider.inDetails(outcome.details) }
}
