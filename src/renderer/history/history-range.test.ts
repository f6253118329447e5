import { describe, expect, it } from 'vitest'
import { customRange } from './custom-range.ts'
import { lengthWords, panned, spanBefore, spanOf, zoomAround, zoomTo } from './history-range.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = Date.UTC(2026, 3, 10, 12)

describe('a range', () => {
  it('that ends now moves with the clock, another stays', () => {
    expect(spanOf({ ends: 'now', id: '24h' }, NOW)).toEqual({ fromMs: NOW - DAY, toMs: NOW })
    expect(spanOf({ ends: 'then', fromMs: 1, toMs: 2 }, NOW)).toEqual({ fromMs: 1, toMs: 2 })
  })
  it('that is marked is shown, whichever way it was marked', () => {
    const [from, to] = [NOW - 3 * HOUR, NOW - HOUR]
    expect(zoomTo(to, from, NOW)).toEqual({ ends: 'then', fromMs: from, toMs: to })
  })
  it('too short to show anything grows around its middle, and not past now', () => {
    expect(zoomTo(NOW - DAY, NOW - DAY + 10, NOW)).toEqual({
      ends: 'then',
      fromMs: NOW - DAY - 29_995,
      toMs: NOW - DAY + 30_005,
    })
    expect(zoomTo(NOW - 10, NOW, NOW)).toMatchObject({ toMs: NOW, fromMs: NOW - 60_000 })
  })
  it('zooms around a moment, which stays where it is on the screen', () => {
    const span = { fromMs: NOW - 4 * DAY, toMs: NOW - 2 * DAY }
    const at = NOW - 3.5 * DAY
    expect(zoomAround(span, at, 0.5, NOW)).toEqual({
      ends: 'then',
      fromMs: NOW - 3.75 * DAY,
      toMs: NOW - 2.75 * DAY,
    })
    const back = zoomAround({ fromMs: NOW - 3.75 * DAY, toMs: NOW - 2.75 * DAY }, at, 2, NOW)
    expect(back).toEqual({ ends: 'then', ...span })
  })
  it('that reaches now again is one that ends now', () => {
    expect(zoomAround({ fromMs: NOW - 12 * HOUR, toMs: NOW }, NOW - 6 * HOUR, 2, NOW)).toEqual({
      ends: 'now',
      id: '24h',
    })
    const day = { fromMs: NOW - 1.4 * DAY, toMs: NOW - 0.4 * DAY }
    expect(panned(day, 1, NOW)).toEqual({ ends: 'now', id: '24h' })
    expect(panned(day, -1, NOW)).toEqual({ ends: 'then', fromMs: NOW - 1.9 * DAY, toMs: NOW - 0.9 * DAY })
  })
  it('has the same length before it, and says it', () => {
    expect(spanBefore({ fromMs: 10, toMs: 15 })).toEqual({ fromMs: 5, toMs: 10 })
    expect(lengthWords({ ends: 'now', id: '7d' })).toBe('7 days')
    expect(lengthWords({ ends: 'then', fromMs: 0, toMs: HOUR })).toBe('hour')
    expect(lengthWords({ ends: 'then', fromMs: 0, toMs: 76 * HOUR })).toBe('3 d 4 h')
  })
})

describe('a range that is typed', () => {
  it('is taken, or what is wrong with it is said', () => {
    const read = customRange('2026-03-01T10:00', '2026-03-02T10:00', NOW)
    expect(read).toMatchObject({ ends: 'then', toMs: new Date('2026-03-02T10:00').getTime() })
    expect(customRange('', '2026-03-02T10:00', NOW)).toBe('Give both moments.')
    expect(customRange('2026-03-02T10:00', '2026-03-01T10:00', NOW)).toContain('after the beginning')
    expect(customRange('2027-03-02T10:00', '2027-04-01T10:00', NOW)).toBe('Begin in the past.')
    expect(customRange('2001-03-02T10:00', '2026-03-01T10:00', NOW)).toContain('five years')
  })
})
