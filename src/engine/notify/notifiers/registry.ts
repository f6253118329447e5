import type { Notifier } from '../notifier.ts'
import { emailNotifier } from './email.ts'
import { lokiNotifier } from './loki.ts'
import { nativeNotifier } from './native.ts'
import { sentryNotifier } from './sentry.ts'

/** Every kind of place that people can be told at, in the order in which they are offered. */
export const notifiers: readonly Notifier[] = [nativeNotifier, emailNotifier, sentryNotifier, lokiNotifier]
