import { expect, it } from 'vitest'
import { formatMute } from './format-mute.ts'

const mute = (until: number | null, untilRecovery: boolean) => ({
  target: { scope: 'monitor', id: 'redis' } as const,
  until,
  untilRecovery,
  since: 0,
})

it('a mute says how long it still holds', () => {
  expect(formatMute(mute(3_600_000, false), 0)).toBe('for 1 h')
  expect(formatMute(mute(null, true), 0)).toBe('until it recovers')
  expect(formatMute(mute(60_000, true), 0)).toBe('for 1 min or until it recovers')
  expect(formatMute(mute(null, false), 0)).toBe('until unmuted')
})
