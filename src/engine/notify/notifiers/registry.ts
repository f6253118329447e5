import type { Notifier } from '../notifier.ts'
import { nativeNotifier } from './native.ts'
import { soundNotifier } from './sound.ts'

/** Every kind of place that people can be told at, in the order in which they are offered. */
export const notifiers: readonly Notifier[] = [nativeNotifier, soundNotifier]
