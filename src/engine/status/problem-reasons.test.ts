import { expect, it } from 'vitest'
import { problemReasons } from './problem-reasons.ts'

it('says whose a reason is, once, and each reason once', () => {
  const refused = 'Redis refused the connection.'
  const problems = [
    { name: 'Redis', message: refused },
    { name: 'Sessions', message: refused },
    { name: 'Search', message: 'Answers slowly' },
  ]
  expect(problemReasons(problems)).toEqual([refused, 'Search: Answers slowly'])
})
