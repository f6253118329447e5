import { expect, it } from 'vitest'
import { formatCountdown } from './format-countdown.ts'
import { formatPlace } from './format-place.ts'

it('counts whole seconds down, and is at 0 only when it is over', () => {
  expect([12_000, 11_001, 1, 0, -5].map(formatCountdown)).toEqual(['12 s', '12 s', '1 s', '0 s', '0 s'])
})

it('says minutes where seconds are many', () => {
  expect([99_000, 99_001, 200_000].map(formatCountdown)).toEqual(['99 s', '2 min', '3 min'])
})

it('writes a place in the script as players do', () => {
  expect([0, 25_900, 185_000].map(formatPlace)).toEqual(['0:00', '0:25', '3:05'])
})
