import { z } from 'zod'
import type { NotifierTarget } from '#shared/notifier-config.ts'
import { CheckFailure } from '../checkers/checker.ts'
import { explainFailure } from '../checkers/explain-failure.ts'
import { oneLine } from '../checkers/printable-text.ts'
import type { Clock } from '../clock.ts'
import { SecretHider } from '../config/hide-secrets.ts'
import { mapTexts, type Resolved } from '../config/references.ts'
import { notifierOf, secretFieldsOf } from '../config/secret-fields.ts'
import { validateValue } from '../config/validate-value.ts'
import type { AlertMessage } from './alert-message.ts'
import { DeliveryFailure, type Notifier, type NotifierContext } from './notifier.ts'

/** What sending needs besides the message and where it goes. */
export interface SendingContext {
  readonly clock: Clock
  readonly facts: NotifierFacts
  /** Fills references (`${env:…}`, `${file:…}`, `${secret:…}`) in where it goes. */
  readonly resolve: (value: unknown) => Promise<Resolved<unknown>>
  /** Ends it early: the engine stops, the notifier was deleted. */
  readonly signal: AbortSignal
}

/** What is the same for every message. */
export type NotifierFacts = Omit<NotifierContext, 'clock' | 'signal'>

/** Time for one message to be taken, in ms. */
export const DELIVERY_TIMEOUT_MS = 15_000
/** How long after its deadline a notifier may take to clean up before it is answered for, in ms. */
const GRACE_MS = 500
/** Of a reason for failure, in characters. */
const REASON_LENGTH = 600

/**
 * Sends one message to where a notifier is configured for: fills in its references, holds it against its schema, gives it
 * its deadline.
 *
 * @throws DeliveryFailure and nothing else, in words without secrets, soon after the deadline at the latest
 */
export async function sendToNotifier(
  notifier: Notifier,
  to: NotifierTarget,
  message: AlertMessage,
  context: SendingContext,
): Promise<void> {
  const { kind: _, ...written } = to
  const resolved = await context.resolve(written)
  // A variable may be set and a file written while it waits.
  if (!resolved.ok) throw new DeliveryFailure(resolved.message, { isWorthRetry: true })
  const target = validateValue(notifier.schema, resolved.value)
  if (!target.ok) {
    const what = target.problems.map(({ path, message: why }) => `${path.join('.')}: ${why}`).join(' ')
    throw new DeliveryFailure(`${notifier.title} cannot be told as it is configured. ${what}`, {
      isWorthRetry: false,
    })
  }
  try {
    await withDeadline(notifier, context, signal =>
      notifier.send(message, resolved.value, { ...context.facts, clock: context.clock, signal }),
    )
  } catch (error) {
    const hider = new SecretHider([...resolved.secrets, ...secretsIn(notifier, resolved.value)])
    throw inWords(error, notifier, text => oneLine(hider.inText(text), REASON_LENGTH))
  }
}

/** Every text that a target's schema calls secret, and the parts of addresses among them that are keys. */
export function secretsIn(notifier: Notifier, target: unknown): readonly string[] {
  const isSecret = secretFieldsOf([], [notifier])
  const secrets = new Set<string>()
  mapTexts(target, (text, path) => {
    if (!isSecret(notifierOf(notifier.kind), path)) return text
    secrets.add(text)
    const url = URL.parse(text)
    if (url === null || !/^https?:$/.test(url.protocol)) return text
    const pathAndQuery = `${url.pathname}${url.search}`
    for (const part of [url.href, pathAndQuery, url.password, ...url.searchParams.values()]) secrets.add(part)
    // Of a path only what is long enough to be a key: "services" is none.
    for (const part of url.pathname.split('/')) if (part.length >= 10) secrets.add(part)
    return text
  })
  // What is longer first, or a part that is hidden would leave the rest of it.
  return [...secrets].toSorted((a, b) => b.length - a.length)
}

async function withDeadline(
  { title }: Notifier,
  { clock, signal: outer }: SendingContext,
  send: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const controller = new AbortController()
  const abortWithOuter = () => controller.abort(outer.reason)
  if (outer.aborted) abortWithOuter()
  outer.addEventListener('abort', abortWithOuter, { once: true })
  const deadline = clock.after(DELIVERY_TIMEOUT_MS, () =>
    controller.abort(
      new DeliveryFailure(`${title} did not take the message within ${DELIVERY_TIMEOUT_MS / 1000} s.`, {
        isWorthRetry: true,
      }),
    ),
  )
  let grace = { cancel() {} }
  const overdue = new Promise<never>((_, reject) => {
    const giveUp = () => {
      grace = clock.after(GRACE_MS, () => reject(controller.signal.reason))
    }
    if (controller.signal.aborted) giveUp()
    else controller.signal.addEventListener('abort', giveUp, { once: true })
  })
  try {
    await Promise.race([send(controller.signal), overdue])
  } catch (error) {
    // What is said of the abort itself is noise beside the reason for it.
    throw controller.signal.aborted ? controller.signal.reason : error
  } finally {
    deadline.cancel()
    grace.cancel()
    outer.removeEventListener('abort', abortWithOuter)
  }
}

function inWords(error: unknown, { title }: Notifier, shown: (text: string) => string): DeliveryFailure {
  if (error instanceof DeliveryFailure) {
    const { isWorthRetry, retryAfterMs } = error
    return new DeliveryFailure(shown(error.message), {
      isWorthRetry,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    })
  }
  if (error instanceof z.ZodError) {
    return new DeliveryFailure(`${title} cannot be told as it is configured.`, { isWorthRetry: false })
  }
  const { message } = explainFailure(error, { subject: title, address: 'its address' })
  const isWorthRetry = !(error instanceof CheckFailure && error.failure === 'misconfigured')
  return new DeliveryFailure(shown(message), { isWorthRetry })
}
