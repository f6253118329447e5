import { expect, it } from 'vitest'
import { QUIET_CHOICES } from './quiet-spans.ts'

const endOf = (label: string, now: number) => QUIET_CHOICES.find(choice => choice.label === label)?.until(now)

it('hours end that much later', () => {
  expect(['For 1 h', 'For 4 h', 'For 8 h'].map(label => endOf(label, 0))).toEqual(
    [1, 4, 8].map(h => h * 3_600_000),
  )
})

it('a quiet night ends at eight in the morning, over the end of a year too', () => {
  const tomorrow = (...date: [number, number, number, number, number]) =>
    endOf('Until tomorrow', new Date(...date).getTime())
  expect(tomorrow(2026, 10, 24, 15, 0)).toBe(new Date(2026, 10, 25, 8).getTime())
  expect(tomorrow(2026, 11, 31, 23, 59)).toBe(new Date(2027, 0, 1, 8).getTime())
})
