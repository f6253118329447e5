import { expect, it } from 'vitest'
import { fromLocalInput, toLocalInput } from './local-input.ts'

const NOW = Date.UTC(2025, 10, 24, 10, 30)

it('a moment goes into the input for dates and comes back to the minute', () => {
  expect(fromLocalInput(toLocalInput(NOW), 0)).toBe(NOW)
})

it('a moment that is past or no moment is refused', () => {
  expect(fromLocalInput(toLocalInput(NOW), NOW)).toBeNull()
  expect(fromLocalInput('', NOW)).toBeNull()
})
