import { expect, it } from 'vitest'
import { trendNote } from './trend-note.ts'

const DAY = 86_400_000
const trend = (fullAt: number | null) => ({ id: 'disk:/', slopePerDay: 1, fullAt, fit: 0.98 })

it('a trend says when it will be full, where that is near enough to act on', () => {
  expect(trendNote(trend(12.2 * DAY), 0)).toBe('full in 12 days, if it goes on')
  expect(trendNote(trend(1.2 * DAY), 0)).toBe('full in 1 day, if it goes on')
  expect(trendNote(trend(DAY / 2), 0)).toBe('full within a day, if it goes on')
  expect([trendNote(trend(900 * DAY), 0), trendNote(trend(null), 0), trendNote(undefined, 0)]).toEqual([
    '',
    '',
    '',
  ])
})
