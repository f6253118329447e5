import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IsoText, LocalTime } from './local-time.ts'

const berlin = new LocalTime('Europe/Berlin')
const YEAR_2000 = Date.UTC(2000, 0, 1)
const YEAR_2060 = Date.UTC(2060, 0, 1)

describe('local time', () => {
  it('is what the system says of it, in any zone at any moment', () => {
    const zones = fc.constantFrom(
      'Europe/Berlin',
      'Asia/Kathmandu',
      'America/St_Johns',
      'Pacific/Chatham',
      'UTC',
    )
    fc.assert(
      fc.property(zones, fc.integer({ min: YEAR_2000, max: YEAR_2060 }), (timeZone, ms) => {
        // Swedish writes dates as ISO 8601 does.
        const expected = new Date(ms).toLocaleString('sv-SE', { timeZone })
        expect(new LocalTime(timeZone).stamp(ms)).toBe(expected)
      }),
    )
  })

  it('knows the day in which the clocks go forward, and where its midnight is', () => {
    const noon = Date.UTC(2026, 2, 29, 10)
    expect(berlin.stamp(noon)).toBe('2026-03-29 12:00:00')
    expect(berlin.startOfDay(noon)).toBe(Date.UTC(2026, 2, 28, 23))
    expect(berlin.stamp(Date.UTC(2026, 2, 29, 0, 59, 59))).toBe('2026-03-29 01:59:59')
    expect(berlin.stamp(Date.UTC(2026, 2, 29, 1))).toBe('2026-03-29 03:00:00')
  })

  it('takes a zone that nobody knows as UTC', () => {
    expect(new LocalTime('Mars/Olympus').timeZone).toBe('UTC')
  })
})

it('writes moments as ISO 8601, as JavaScript does', () => {
  const iso = new IsoText()
  fc.assert(
    fc.property(fc.integer({ min: -YEAR_2000, max: YEAR_2060 }), ms => {
      expect(iso.text(ms)).toBe(new Date(ms).toISOString())
    }),
  )
})
