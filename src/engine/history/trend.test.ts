import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type TrendPoint, trendOf } from './trend.ts'

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000] as const
const NOW = Date.UTC(2026, 4, 1, 15)

/** Noise that is the same every time, about -1 to 1. */
const noise = (index: number) => Math.sin(index * 12.9898 + 78.233) * Math.cos(index * 4.1414)

/** A past in steps of ten minutes, as percent with one decimal; `value` by hours since its beginning. */
function past(hours: number, value: (hour: number, index: number) => number | null): TrendPoint[] {
  return Array.from({ length: hours * 6 }, (_, index) => index).flatMap(index => {
    const found = value(index / 6, index)
    if (found === null) return []
    const at = NOW - hours * HOUR + index * 10 * MINUTE
    return [{ at, value: Math.round(Math.min(100, Math.max(0, found)) * 10) / 10 }]
  })
}
const daysUntilFull = (points: readonly TrendPoint[], kind: 'disk' | 'memory' = 'disk') => {
  const trend = trendOf('x', kind, points, NOW)
  return trend?.fullAt == null ? null : (trend.fullAt - NOW) / DAY
}

describe('a disk', () => {
  it.each<[string, TrendPoint[], number]>([
    ['that fills by 2 points a day', past(168, hour => 60 + hour / 12), (100 - 74) / 2],
    [
      'that fills slowly, with noise',
      past(168, (hour, i) => 70 + hour / 48 + noise(i) * 0.3),
      (100 - 73.5) / 0.5,
    ],
    ['that fills fast, seen for eight hours', past(8, hour => 50 + hour * 3), 26 / 72],
    [
      'with a spike every day, when something is packed and removed again',
      past(168, hour => 60 + hour / 12 + (hour % 24 < 0.9 ? 15 : 0)),
      13,
    ],
    ['that takes a backup every night', past(168, hour => 50 + Math.floor(hour / 24) * 2), (100 - 62) / 2],
    [
      'whose largest file was deleted three days ago',
      past(168, hour => (hour < 96 ? 50 + hour / 3 : 40 + (hour - 96) / 3)),
      (100 - 64) / 8,
    ],
    [
      'that got a large file two days ago',
      past(168, hour => (hour < 120 ? 20 : 50) + hour / 6),
      (100 - 78) / 4,
    ],
    ['of a machine that is off at night', past(168, hour => (hour % 24 < 10 ? null : 60 + hour / 12)), 13],
    [
      'that is cleaned a little every night',
      past(168, hour => 40 + hour / 8 - Math.floor(hour / 24)),
      (100 - 54) / 2,
    ],
  ])('%s is foreseen to be full', (_, points, days) => {
    const found = daysUntilFull(points)
    expect(found).not.toBeNull()
    expect(Math.abs((found ?? 0) / days - 1)).toBeLessThan(0.15)
  })

  it.each<[string, TrendPoint[]]>([
    ['that is not known', []],
    ['known for three hours', past(3, hour => 50 + hour * 3)],
    ['that does not change', past(168, () => 62.4)],
    ['that flickers by a tenth', past(168, (_, i) => 62.4 + (i % 2) * 0.1)],
    ['that only makes noise', past(168, (_, i) => 60 + noise(i) * 5)],
    ['that empties', past(168, hour => 80 - hour / 12)],
    ['that would be full in years', past(168, hour => 20 + hour / 240)],
    ['that filled and then stopped', past(168, hour => 50 + Math.min(hour, 100) / 10)],
    ['that stood still and began to fill an hour ago', past(168, hour => 50 + Math.max(0, hour - 167) * 5)],
    ['whose logs are rotated every day', past(168, hour => 50 + (hour % 24) * 0.8)],
    ['whose temporary files come and go', past(168, hour => 50 + 10 * Math.sin((hour / 24) * 2 * Math.PI))],
    ['that is full', past(168, () => 100)],
    ['of which nothing was heard for half a day', past(168, hour => (hour > 156 ? null : 60 + hour / 12))],
    [
      'whose largest file was deleted an hour ago',
      past(168, hour => (hour < 167 ? 50 + hour / 6 : 30 + (hour - 167))),
    ],
    ['that fills far slower than what was seen of it', past(8, hour => 50 + hour / 10)],
  ])('%s is not foreseen to be full', (_, points) => {
    expect(daysUntilFull(points)).toBeNull()
  })

  it('that empties is said to', () => {
    const trend = trendOf(
      'disk:/',
      'disk',
      past(168, hour => 80 - hour / 12),
      NOW,
    )
    expect(trend).toMatchObject({ id: 'disk:/', fullAt: null })
    expect(trend?.slopePerDay).toBeCloseTo(-2, 1)
    expect(trend?.fit).toBeGreaterThan(0.99)
  })
})

describe('memory', () => {
  it('that leaks for days is foreseen to be full', () => {
    const found = daysUntilFull(
      past(96, (hour, i) => 30 + hour / 4 + noise(i)),
      'memory',
    )
    expect(Math.abs((found ?? 0) / (46 / 6) - 1)).toBeLessThan(0.15)
  })

  it.each<[string, TrendPoint[]]>([
    ['is collected every few hours', past(168, hour => 40 + (hour % 5) * 8)],
    ['is collected every half hour', past(168, (_, i) => 40 + (i % 3) * 10)],
    ['is collected at no fixed time', past(168, hour => 40 + ((hour + 3 * Math.sin(hour / 9)) % 11) * 4)],
    ['follows the working day', past(168, hour => 45 + (hour % 24 > 8 && hour % 24 < 18 ? 20 : 0))],
    ['rises in the morning of its first day', past(8, hour => 30 + hour * 4)],
    [
      'fills its cache after a start and stays there',
      past(72, (hour, i) => 80 - 50 * Math.exp(-hour / 6) + noise(i)),
    ],
    ['wanders', past(168, hour => 50 + 8 * Math.sin(hour / 17) + 5 * Math.sin(hour / 5.3))],
    ['creeps by a few points', past(168, (hour, i) => 50 + hour / 60 + noise(i) * 0.2)],
    [
      'rises in steps, as programs are started',
      past(48, hour => 30 + (hour > 20 ? 25 : 0) + (hour > 30 ? 20 : 0)),
    ],
  ])('that %s is not foreseen to be full', (_, points) => {
    expect(daysUntilFull(points, 'memory')).toBeNull()
  })
})

describe('any trend', () => {
  const slopeArbitrary = fc.double({ min: 0.5, max: 8, noNaN: true })
  const baseArbitrary = fc.double({ min: 5, max: 40, noNaN: true })

  it('of a line with some noise has its slope', () => {
    fc.assert(
      fc.property(
        slopeArbitrary,
        baseArbitrary,
        fc.double({ min: 0, max: 0.2, noNaN: true }),
        (slope, base, size) => {
          const trend = trendOf(
            'x',
            'disk',
            past(168, (hour, i) => base + (slope * hour) / 24 + noise(i) * size),
            NOW,
          )
          expect(Math.abs((trend?.slopePerDay ?? 0) / slope - 1)).toBeLessThan(0.1)
        },
      ),
    )
  })

  it('does not depend on the order of the points, nor on a few wild ones', () => {
    fc.assert(
      fc.property(
        slopeArbitrary,
        baseArbitrary,
        fc.uniqueArray(fc.nat(1007), { maxLength: 20 }),
        (slope, base, wild) => {
          const points = past(168, hour => base + (slope * hour) / 24)
          expect(trendOf('x', 'disk', points.toReversed(), NOW)).toEqual(trendOf('x', 'disk', points, NOW))
          const spiked = points.map((point, index) =>
            wild.includes(index) ? { ...point, value: point.value + 5 } : point,
          )
          const found = trendOf('x', 'disk', spiked, NOW)
          // It may say nothing, but nothing else.
          if (found !== null) expect(Math.abs(found.slopePerDay / slope - 1)).toBeLessThan(0.2)
        },
      ),
      { numRuns: 30 },
    )
  })

  it('is never foreseen in the past, nor beyond half a year, and fits by at most 1', () => {
    const value = fc.double({ min: 0, max: 100, noNaN: true })
    const wildPast = fc.array(fc.record({ at: fc.integer({ min: NOW - 8 * DAY, max: NOW }), value }), {
      maxLength: 300,
    })
    const gentlePast = fc
      .record({ from: value, to: value, hours: fc.integer({ min: 1, max: 168 }) })
      .map(({ from, to, hours }) => past(hours, hour => from + ((to - from) * hour) / hours))
    fc.assert(
      fc.property(fc.oneof(wildPast, gentlePast), points => {
        const trend = trendOf('x', 'disk', points, NOW)
        if (trend === null) return
        expect(trend.fit).toBeGreaterThanOrEqual(0.85)
        expect(trend.fit).toBeLessThanOrEqual(1)
        if (trend.fullAt === null) return
        expect(trend.slopePerDay).toBeGreaterThan(0)
        expect(trend.fullAt).toBeGreaterThan(NOW)
        expect(trend.fullAt).toBeLessThanOrEqual(NOW + 180 * DAY)
      }),
    )
  })
})
