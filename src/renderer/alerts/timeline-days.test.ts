import { expect, it } from 'vitest'
import type { TimelineEntry } from '#shared/incidents.ts'
import { timelineDays } from './timeline-days.ts'

const entry = (at: number, text: string): TimelineEntry => ({
  ...{ at, kind: 'note', text, level: null, by: null, output: '' },
})
const evening = new Date(2026, 10, 24, 23, 59).getTime()

it('a timeline over midnight is two days, in its order', () => {
  const days = timelineDays([
    entry(evening, 'a'),
    entry(evening + 120_000, 'b'),
    entry(evening + 180_000, 'c'),
  ])
  expect(days.map(day => day.entries.map(({ entry: { text } }) => text))).toEqual([['a'], ['b', 'c']])
  expect(days[0]?.day).toMatch(/2026/)
})

it('entries that are alike have keys of their own', () => {
  const [day] = timelineDays([entry(evening, 'same'), entry(evening, 'same')])
  expect(new Set(day?.entries.map(({ key }) => key)).size).toBe(2)
})
