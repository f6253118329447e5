/** What is left of a countdown, never 0 before its end: `12 s`, `95 s`, then `2 min`. Takes milliseconds. */
export function formatCountdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  return seconds < 100 ? `${seconds} s` : `${Math.round(seconds / 60)} min`
}
