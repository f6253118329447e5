import { CheckFailure } from './checker.ts'

/**
 * Whether a check was aborted because its time was up, so that it can say what it was waiting for; false where the
 * engine stopped or the operator cancelled, whose reason stands for itself.
 */
export function passedDeadline(signal: AbortSignal): boolean {
  return signal.aborted && signal.reason instanceof CheckFailure && signal.reason.failure === 'timeout'
}

/** A duration in milliseconds as a message has it, in seconds: 1500 is "1.5 s". */
export function inSeconds(milliseconds: number): string {
  return `${Number((milliseconds / 1000).toFixed(1))} s`
}
