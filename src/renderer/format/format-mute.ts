import { formatDuration } from '#shared/format-duration.ts'
import type { Mute } from '#shared/views.ts'

/** How long a mute still holds: "for 3 h 20 min", "until it recovers", "until unmuted". */
export function formatMute(mute: Mute, now: number): string {
  const parts = [
    mute.until === null ? '' : `for ${formatDuration(mute.until - now)}`,
    mute.untilRecovery ? 'until it recovers' : '',
  ].filter(part => part !== '')
  return parts.length === 0 ? 'until unmuted' : parts.join(' or ')
}
