import { describe, expect, it } from 'vitest'
import { tickLabel, timeTicks } from './time-ticks.ts'

const at = (hours: number, minutes = 0, day = 24) => new Date(2025, 10, day, hours, minutes).getTime()
const times = (ticks: readonly number[]) =>
  ticks.map(tick => `${new Date(tick).getHours()}:${String(new Date(tick).getMinutes()).padStart(2, '0')}`)

describe('timeTicks', () => {
  it('are round in local time', () => {
    expect(times(timeTicks(at(14, 3), at(14, 8), 6))).toEqual([
      '14:03',
      '14:04',
      '14:05',
      '14:06',
      '14:07',
      '14:08',
    ])
    expect(times(timeTicks(at(13, 7), at(14, 7), 6))).toEqual([
      '13:10',
      '13:20',
      '13:30',
      '13:40',
      '13:50',
      '14:00',
    ])
    expect(times(timeTicks(at(14, 7, 23), at(14, 7), 6))).toEqual([
      '16:00',
      '20:00',
      '0:00',
      '4:00',
      '8:00',
      '12:00',
    ])
  })

  it('are never more than asked for', () => {
    for (const minutes of [5, 17, 60, 360, 1440]) {
      const from = at(11, 11, 23)
      expect(timeTicks(from, from + minutes * 60_000, 5).length).toBeLessThanOrEqual(6)
    }
  })
})

describe('tickLabel', () => {
  it('is the time alone within a day', () => {
    const ticks = timeTicks(at(13), at(14), 6)
    expect(ticks.map(tick => tickLabel(tick, ticks)).some(label => label.includes('24'))).toBe(false)
  })

  it('has the date at the first tick of each day where the range spans days', () => {
    const ticks = timeTicks(at(14, 7, 23), at(14, 7), 6)
    const labels = ticks.map(tick => tickLabel(tick, ticks))
    expect(labels[0]).toContain('23')
    expect(labels[2]).toContain('24')
    expect(labels[1]).not.toContain('23')
    expect(labels[3]).not.toContain('24,')
  })
})

describe('ticks closer than a minute', () => {
  const from = at(14, 7)
  const ticks = timeTicks(from + 400, from + 40_400, 6)

  it('are whole seconds', () => {
    expect(ticks.map(tick => (tick - from) / 1000)).toEqual([10, 20, 30, 40])
  })

  it('have labels that differ', () => {
    expect(new Set(ticks.map(tick => tickLabel(tick, ticks))).size).toBe(ticks.length)
  })
})

describe('ticks over weeks and months', () => {
  const day = (month: number, date: number, year = 2025) => new Date(year, month, date).getTime()
  const labels = (from: number, to: number) => {
    const ticks = timeTicks(from, to, 8)
    return ticks.map(tick => tickLabel(tick, ticks))
  }
  const plain = (moment: number) =>
    new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' }).format(moment)
  it('are midnights, Mondays and firsts of months, said as dates', () => {
    expect(labels(day(10, 1) + 1, day(10, 9))).toEqual(
      [2, 3, 4, 5, 6, 7, 8, 9].map(date => plain(day(10, date))),
    )
    expect(labels(day(10, 1), day(10, 30))).toEqual([3, 10, 17, 24].map(date => plain(day(10, date))))
    expect(labels(day(1, 10), day(7, 9))).toEqual([2, 3, 4, 5, 6, 7].map(month => plain(day(month, 1))))
  })
  it('say the year where it begins', () => {
    const year = labels(day(9, 15), day(9, 15, 2026))
    expect(year[0]).toContain('2025')
    expect(year.filter(label => label.includes('2026'))).toHaveLength(1)
    expect(year.length).toBeLessThanOrEqual(8)
  })
})
