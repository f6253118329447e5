import { Cron } from 'croner'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cronProblem } from './cron-expression.ts'

describe('a cron expression', () => {
  it.each(['0 3 * * SUN', '*/15 8-18 * * MON-FRI', '30 2 1,15 * *', '0 0 L * *', '5 4 * jan-mar 7'])(
    'may be %s',
    expression => expect(cronProblem(expression)).toBeNull(),
  )

  it.each([
    ['0 3 * *', 'Give five fields: minute, hour'],
    ['* * * * * *', 'Give five fields'],
    ['61 3 * * *', '"61" is no minute. Use 0 to 59'],
    ['0 3 * * SUM', '"SUM" is no day of the week.'],
    ['0 5-3 * * *', '"5-3" is no hour.'],
    ['0 */0 * * *', '"*/0" is no hour.'],
    ['0 3,,5 * * *', '"" is no hour.'],
  ])('is not %s', (expression, problem) => expect(cronProblem(expression)).toContain(problem))

  it('that is right is understood by what works out the times', () => {
    const number = (least: number, most: number) => fc.integer({ min: least, max: most }).map(String)
    const field = (least: number, most: number) =>
      fc.oneof(
        fc.constant('*'),
        number(least, most),
        fc.tuple(number(least, most), number(least, most)).map(([a, b]) => `${a},${b}`),
        fc.integer({ min: least, max: most - 1 }).map(from => `${from}-${most}`),
        number(1, most).map(step => `*/${step}`),
      )
    const expression = fc
      .tuple(field(0, 59), field(0, 23), field(1, 28), field(1, 12), field(0, 6))
      .map(fields => fields.join(' '))
    fc.assert(
      fc.property(expression, text => {
        expect(cronProblem(text)).toBeNull()
        expect(new Cron(text, { timezone: 'UTC', paused: true }).nextRun()).not.toBeNull()
      }),
      { numRuns: 100 },
    )
  })

  it('is looked at without throwing, whatever stands there', () => {
    fc.assert(fc.property(fc.string(), text => void cronProblem(text)))
  })
})
