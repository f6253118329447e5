/** A moment as `<input type="datetime-local">` has it: local time, to the minute. */
export function toLocalInput(at: number): string {
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 16)
}

/** What such an input holds as ms since the epoch; null where it is no moment, or not after `now`. */
export function fromLocalInput(text: string, now: number): number | null {
  const at = new Date(text).getTime()
  return Number.isNaN(at) || at <= now ? null : at
}
