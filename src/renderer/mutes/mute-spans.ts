import type { MuteSpan } from '../actions/use-item-actions.ts'

const HOUR_MS = 3_600_000

/** A way to mute, as the menu offers it. */
export interface MuteChoice {
  readonly label: string
  readonly span: (now: number) => MuteSpan
}

const forHours = (hours: number): MuteChoice => ({
  label: `For ${hours} h`,
  span: now => ({ until: now + hours * HOUR_MS, untilRecovery: false }),
})

/** The choices of every mute menu, before "until a date". */
export const MUTE_CHOICES: readonly MuteChoice[] = [
  forHours(1),
  forHours(4),
  forHours(8),
  { label: 'Until it recovers', span: () => ({ until: null, untilRecovery: true }) },
]

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
