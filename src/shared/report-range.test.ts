import { describe, expect, it } from 'vitest'
import { parseMoment, periodBefore } from './report-range.ts'
import { isTimeZone, momentAt } from './zoned-time.ts'

const BERLIN = 'Europe/Berlin'
/** A Tuesday, 15:00 in Berlin. */
const NOW = Date.parse('2026-11-24T14:00:00Z')
const iso = (at: number) => new Date(at).toISOString().replace(':00.000Z', 'Z')

function read(text: string, timeZone = BERLIN): string | null {
  const range = parseMoment(text, NOW, timeZone)
  if (range === null) return null
  return range.fromMs === range.toMs ? iso(range.fromMs) : `${iso(range.fromMs)} ${iso(range.toMs)}`
}

describe('a calendar period', () => {
  it.each([
    ['day', '2026-11-22T23:00Z', '2026-11-23T23:00Z'],
    ['week', '2026-11-15T23:00Z', '2026-11-22T23:00Z'],
    ['month', '2026-09-30T22:00Z', '2026-10-31T23:00Z'],
  ] as const)('that ended last is a whole %s by the clock of its time zone', (period, from, to) => {
    const range = periodBefore(period, NOW, BERLIN)
    expect([iso(range.fromMs), iso(range.toMs)]).toEqual([from, to])
  })

  it('is an hour shorter or longer where the clocks change', () => {
    const hours = (at: string) => {
      const { fromMs, toMs } = periodBefore('day', Date.parse(at), BERLIN)
      return (toMs - fromMs) / 3_600_000
    }
    expect(hours('2026-03-30T08:00Z')).toBe(23)
    expect(hours('2026-10-26T08:00Z')).toBe(25)
    expect(hours('2026-06-01T08:00Z')).toBe(24)
  })

  it('goes over the turn of the year, and begins on Monday', () => {
    const { fromMs, toMs } = periodBefore('week', Date.parse('2027-01-04T00:00Z'), 'UTC')
    expect([iso(fromMs), iso(toMs)]).toEqual(['2026-12-28T00:00Z', '2027-01-04T00:00Z'])
    expect(iso(periodBefore('month', Date.parse('2027-01-04T00:00Z'), 'UTC').fromMs)).toBe(
      '2026-12-01T00:00Z',
    )
  })
})

describe('the moment of a clock', () => {
  const at = (day: [number, number, number, number, number], zone: string) => {
    const [year, month, date, hour, minute] = day
    return iso(momentAt({ year, month, day: date, hour, minute }, zone))
  }

  it('that is leapt over is as much later, and one that comes twice is the first', () => {
    expect(at([2026, 3, 29, 2, 30], BERLIN)).toBe('2026-03-29T01:30Z')
    expect(at([2026, 10, 25, 2, 30], BERLIN)).toBe('2026-10-25T00:30Z')
    expect(at([2026, 3, 8, 2, 30], 'America/New_York')).toBe('2026-03-08T07:30Z')
    expect(at([2026, 11, 1, 1, 30], 'America/New_York')).toBe('2026-11-01T05:30Z')
  })

  it('knows zones a whole day away, and half an hour', () => {
    expect(at([2026, 1, 1, 0, 0], 'Pacific/Kiritimati')).toBe('2025-12-31T10:00Z')
    expect(at([2026, 1, 1, 0, 0], 'Asia/Kolkata')).toBe('2025-12-31T18:30Z')
    expect(isTimeZone('Asia/Kolkata')).toBe(true)
    expect(isTimeZone('Mars/Olympus')).toBe(false)
  })
})

describe('what a person writes for a moment', () => {
  it.each([
    ['now', '2026-11-24T14:00Z'],
    ['24h', '2026-11-23T14:00Z'],
    ['7d', '2026-11-17T14:00Z'],
    ['90m', '2026-11-24T12:30Z'],
    ['2w', '2026-11-10T14:00Z'],
    ['today', '2026-11-23T23:00Z 2026-11-24T14:00Z'],
    ['yesterday', '2026-11-22T23:00Z 2026-11-23T23:00Z'],
    ['Last-Week', '2026-11-15T23:00Z 2026-11-22T23:00Z'],
    ['last-month', '2026-09-30T22:00Z 2026-10-31T23:00Z'],
    ['2026-11-01', '2026-10-31T23:00Z 2026-11-01T23:00Z'],
    ['2026-10', '2026-09-30T22:00Z 2026-10-31T23:00Z'],
    ['2026-11-01T08:00', '2026-11-01T07:00Z'],
    ['2026-11-01 08:00', '2026-11-01T07:00Z'],
    ['2026-11-01T08:00Z', '2026-11-01T08:00Z'],
    ['2026-11-01T08:00:00+05:30', '2026-11-01T02:30Z'],
    ['2026-11-01T08:00:00+0530', '2026-11-01T02:30Z'],
  ])('"%s" is %s', (text, moment) => {
    expect(read(text)).toBe(moment)
  })

  it.each([
    '',
    'soon',
    '2026-02-30',
    '2026-13-01',
    '2026-11-01T25:00',
    '7 days',
    '-1d',
    '24',
    '1.5h',
    '2026',
  ])('"%s" is none', text => {
    expect(read(text)).toBeNull()
  })
})
