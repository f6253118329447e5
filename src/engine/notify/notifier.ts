import type { z } from 'zod'
import type { Clock } from '../clock.ts'
import type { AlertMessage } from './alert-message.ts'
import type { NativeNotifier } from './notification.ts'

/** What a notifier is given besides its target. */
export interface NotifierContext {
  readonly clock: Clock
  /** Aborted at the deadline or when the engine stops. */
  readonly signal: AbortSignal
  /** Of Traylight, for the name it calls itself by. */
  readonly version: string
  /** The name of this machine. */
  readonly host: string
  /** Stand-ins are watched: nobody should run for it. */
  readonly isDemo: boolean
  /** Shows notifications on this machine; null where nobody looks. */
  readonly native: NativeNotifier | null
  /** Where the sounds and pictures are. */
  readonly resourcesDir: string | null
}

/**
 * How a notifier takes what there is to tell.
 *
 * `replaces`: a message takes the place of the one before, so each is told at once and says all that is wrong.
 * `messages`: each stands for itself, so what fails within a few seconds is gathered first.
 * `incidents`: the service keeps incidents itself; it is told of each by its id.
 * `records`: a log that wants everything, also what nobody is told of.
 */
export type NotifierStyle = 'replaces' | 'messages' | 'incidents' | 'records'

/**
 * The code that tells one kind of place: one file each in `notifiers/`, and a line in its registry.
 *
 * `send` resolves once the place has taken the message and throws a `DeliveryFailure` where it has not; deadline, retries,
 * rate limit, delivery log and the redaction of secrets live once, around it.
 */
export interface Notifier<Target = unknown> {
  readonly kind: string
  /** The kind's name in the interface: "Slack". */
  readonly title: string
  /** One line on what it does. */
  readonly summary: string
  /** Where to get what it asks for, a sentence or two. */
  readonly setUp: string
  /** Schema of `to` without `kind`. `.meta({title, description, unit, secret, advanced})` are the form's hints. */
  readonly schema: z.ZodType<Target>
  readonly style: NotifierStyle
  /** It reaches somebody at this machine, so that it is silent while notifications are quiet unless told otherwise. */
  readonly isHere: boolean
  send(message: AlertMessage, target: Target, context: NotifierContext): Promise<void>
}

/** Lets a notifier be written with its own target type and be kept in a list with others. */
export function defineNotifier<Target>(notifier: Notifier<Target>): Notifier {
  return {
    ...notifier,
    send: (message, target, context) => notifier.send(message, notifier.schema.parse(target), context),
  }
}

/** A message could not be delivered. Its text is shown as it is: what happened, and what to do. */
export class DeliveryFailure extends Error {
  /** Whether another attempt may do better: the place cannot be reached, or cannot take it now. */
  readonly isWorthRetry: boolean
  /** How long the place asks to be left alone, in ms. */
  readonly retryAfterMs: number | undefined

  constructor(message: string, options: { readonly isWorthRetry: boolean; readonly retryAfterMs?: number }) {
    super(message)
    this.name = 'DeliveryFailure'
    this.isWorthRetry = options.isWorthRetry
    this.retryAfterMs = options.retryAfterMs
  }
}
