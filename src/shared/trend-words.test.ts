import { describe, expect, it } from 'vitest'
import { trendWords } from './trend-words.ts'

const NOW = Date.UTC(2026, 4, 1)
const HOUR = 3_600_000
const words = (slopePerDay: number, hoursLeft: number | null = null) =>
  trendWords(
    { id: 'disk:/', slopePerDay, fullAt: hoursLeft === null ? null : NOW + hoursLeft * HOUR, fit: 0.95 },
    NOW,
  )

describe('a trend in words', () => {
  it.each([
    [1.23, '+1.2 points a day'],
    [-1.23, '-1.2 points a day'],
    [1, '+1 point a day'],
    [12.6, '+13 points a day'],
    [48, '+2 points an hour'],
    [-240, '-10 points an hour'],
    [0.1, '+0.7 points a week'],
    [0.144, '+1 point a week'],
    [0.001, 'steady within 0.1 points a week'],
  ])('has a pace of %d a day as "%s"', (slope, pace) => {
    expect(words(slope).pace).toBe(pace)
  })

  it.each([
    [0, 'full within an hour at this pace'],
    [-5, 'full within an hour at this pace'],
    [1.2, 'full in about an hour at this pace'],
    [4.6, 'full in about 5 hours at this pace'],
    [35, 'full in about 35 hours at this pace'],
    [36, 'full in about 2 days at this pace'],
    [24 * 12.3, 'full in about 12 days at this pace'],
    [24 * 60, 'full in about 2 months at this pace'],
    [24 * 179, 'full in about 6 months at this pace'],
  ])('is full in %d hours as "%s"', (hours, full) => {
    expect(words(1, hours).full).toBe(full)
  })

  it('says nothing of what is not foreseen', () => {
    expect(words(1.2).full).toBeNull()
  })
})
