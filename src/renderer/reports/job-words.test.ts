import { expect, it } from 'vitest'
import { jobShare } from './job-words.ts'

it('tells how much is written as far as that is known, and never that all is before it is', () => {
  expect(jobShare({ done: 0, total: 100 })).toBeNull()
  expect(jobShare({ done: 10, total: null })).toBeNull()
  expect(jobShare({ done: 10, total: 0 })).toBeNull()
  expect(jobShare({ done: 42_400, total: 100_000 })).toBe(42)
  expect(jobShare({ done: 110, total: 100 })).toBe(99)
})
