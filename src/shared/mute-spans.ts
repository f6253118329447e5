/** How long a mute holds: until a moment (ms since the epoch), until recovery, or both, whichever comes first. */
export interface MuteSpan {
  readonly until: number | null
  readonly untilRecovery: boolean
}

/** A way to mute, as menus offer it. */
export interface MuteChoice {
  readonly label: string
  readonly span: (now: number) => MuteSpan
}

const HOUR_MS = 3_600_000

const forHours = (hours: number): MuteChoice => ({
  label: `For ${hours} h`,
  span: now => ({ until: now + hours * HOUR_MS, untilRecovery: false }),
})

/** The choices of every mute menu, in the dashboard and in the tray. */
export const MUTE_CHOICES: readonly MuteChoice[] = [
  forHours(1),
  forHours(4),
  forHours(8),
  { label: 'Until it recovers', span: () => ({ until: null, untilRecovery: true }) },
]
