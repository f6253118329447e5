import { type CheckContext, CheckFailure } from '../checkers/checker.ts'
import { showUrl } from '../checkers/http-exchange.ts'
import { inSeconds } from '../checkers/passed-deadline.ts'
import type { Clock } from '../clock.ts'

export interface PollOptions {
  /** Aborted when the engine stops. */
  readonly signal: AbortSignal
  readonly timeoutMs: number
}

/** What asking a backend runs in, and how it is ended. */
export interface PollContext {
  readonly context: CheckContext
  /** Ends what is still under way. */
  readonly stop: (reason: unknown) => void
  /** To be called once nothing runs in it any more. */
  readonly release: () => void
}

/** A context that ends at its deadline, in words, or when the engine stops. */
export function pollContext(url: URL, { signal: outer, timeoutMs }: PollOptions, clock: Clock): PollContext {
  const controller = new AbortController()
  const stop = (reason: unknown) => controller.abort(reason)
  const onOuter = () => stop(outer.reason)
  if (outer.aborted) onOuter()
  outer.addEventListener('abort', onOuter, { once: true })
  const late = `${showUrl(url)} did not answer within ${inSeconds(timeoutMs)}.`
  const deadline = clock.after(timeoutMs, () => stop(new CheckFailure('timeout', late)))
  return {
    context: { signal: controller.signal, timeoutMs, clock, keep: Type => new Type() },
    stop,
    release: () => {
      deadline.cancel()
      outer.removeEventListener('abort', onOuter)
    },
  }
}
