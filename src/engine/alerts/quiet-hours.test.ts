import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type QuietHours, quietHoursSchema } from '#shared/alert-config.ts'
import { quietHoursUntil } from './quiet-hours.ts'

const hours = (given: Partial<QuietHours> = {}) => quietHoursSchema.parse(given)
const at = (iso: string) => Date.parse(iso)
/** In UTC, unless they say otherwise. */
const until = (now: string, ...given: readonly Partial<QuietHours>[]) => {
  const end = quietHoursUntil(given.map(hours), at(now), 'UTC')
  return end === null ? null : new Date(end).toISOString()
}

describe('quiet hours', () => {
  it('go over midnight where they end earlier in the day than they begin', () => {
    expect(until('2026-11-24T21:59:59Z', {})).toBeNull()
    expect(until('2026-11-24T22:00:00Z', {})).toBe('2026-11-25T07:00:00.000Z')
    expect(until('2026-11-25T06:59:59Z', {})).toBe('2026-11-25T07:00:00.000Z')
    expect(until('2026-11-25T07:00:00Z', {})).toBeNull()
  })

  it('belong to the day on which they begin', () => {
    const friday = { days: ['friday' as const] }
    // The 27th is a Friday.
    expect(until('2026-11-27T05:00:00Z', friday)).toBeNull()
    expect(until('2026-11-27T23:00:00Z', friday)).toBe('2026-11-28T07:00:00.000Z')
    expect(until('2026-11-28T05:00:00Z', friday)).toBe('2026-11-28T07:00:00.000Z')
    expect(until('2026-11-28T23:00:00Z', friday)).toBeNull()
  })

  it('last a whole day where they end when they begin', () => {
    expect(until('2026-11-24T12:00:00Z', { days: ['tuesday'], from: '12:00', to: '12:00' })).toBe(
      '2026-11-25T12:00:00.000Z',
    )
  })

  it('are those of their time zone, also on the day on which clocks change', () => {
    const berlin = { timeZone: 'Europe/Berlin', from: '01:00', to: '04:00' }
    // On 29 March 2026 clocks go from 02:00 to 03:00, on 25 October from 03:00 back to 02:00.
    expect(until('2026-03-29T00:30:00Z', berlin)).toBe('2026-03-29T02:00:00.000Z')
    expect(until('2026-10-25T02:30:00Z', berlin)).toBe('2026-10-25T03:00:00.000Z')
  })

  it('last until the latest end of those that overlap', () => {
    expect(until('2026-11-24T23:00:00Z', {}, { from: '20:00', to: '09:00' })).toBe('2026-11-25T09:00:00.000Z')
  })

  it('end after they were asked for and within a day, whenever that is', () => {
    const moment = fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2040-01-01T00:00:00Z') })
    const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe')
    fc.assert(
      fc.property(moment, zone, (now, timeZone) => {
        const end = quietHoursUntil([hours({ timeZone })], now, 'UTC')
        if (end === null) return
        expect(end).toBeGreaterThan(now)
        // Ten hours where clocks go back.
        expect(end - now).toBeLessThanOrEqual(10 * 3_600_000)
      }),
      { numRuns: 200 },
    )
  })
})
