import { runInNewContext } from 'node:vm'

/**
 * How long one pattern may take, in ms. Nothing else runs meanwhile, so it stays well below the lag that a check may
 * have; a pattern without nested repetition needs a few ms for a megabyte.
 */
export const MATCH_TIMEOUT_MS = 100

/**
 * Whether a regular expression matches, or 'too-slow' where it did not come to an end in time.
 *
 * A pattern such as `(a+)+$` can take longer than the universe on a short text. Which ones cannot be told reliably
 * from how they look, so it is run where V8 can end it: in a context of its own, with a deadline (about 1 ms of CPU).
 * Pattern and text go in as values; neither is ever run as code.
 */
export function matchPattern(pattern: string, text: string): boolean | 'too-slow' {
  try {
    const matched: unknown = runInNewContext(
      'new RegExp(pattern).test(text)',
      { pattern, text },
      { timeout: MATCH_TIMEOUT_MS },
    )
    return matched === true
  } catch (error) {
    // It may be an error of the other context, which is no instance of this one's Error.
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
    if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return 'too-slow'
    throw error
  }
}
