import { type CheckContext, CheckFailure } from './checker.ts'
import { inSeconds, passedDeadline } from './passed-deadline.ts'

/**
 * What a check throws that was ended by its signal: at the deadline, how far it had come (`say` is given "within
 * 5 s" to put in); otherwise (the engine stops, the operator cancels) the reason it was ended with.
 */
export function endReason(
  { signal, timeoutMs }: Pick<CheckContext, 'signal' | 'timeoutMs'>,
  say: (within: string) => string,
): unknown {
  if (!passedDeadline(signal)) return signal.reason
  return new CheckFailure('timeout', say(`within ${inSeconds(timeoutMs)}`))
}
