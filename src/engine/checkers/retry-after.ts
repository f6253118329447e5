/** Longer than this is not believed, in ms: it is a mistake of the one who sent it. */
const LONGEST_MS = 7 * 86_400_000

/**
 * How long a `Retry-After` header asks to wait, in ms (RFC 9110, section 10.2.3): seconds, or an HTTP date that is
 * compared with `now` (ms since the epoch). Undefined where there is none, or none that can be read.
 */
export function readRetryAfter(header: string, now: number): number | undefined {
  const text = header.trim()
  if (/^\d{1,10}$/.test(text)) return Math.min(Number(text) * 1000, LONGEST_MS)
  // Only the three forms of HTTP dates begin with the name of a day; Date.parse takes a good deal more.
  if (!/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /.test(text)) return undefined
  const moment = Date.parse(text)
  return Number.isNaN(moment) ? undefined : Math.min(Math.max(0, moment - now), LONGEST_MS)
}
