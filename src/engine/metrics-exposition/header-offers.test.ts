import { expect, it } from 'vitest'
import { headerOffers } from './header-offers.ts'

const told = (header: string | undefined) =>
  headerOffers(header).map(({ name, parameters, quality }) => [name, Object.fromEntries(parameters), quality])

it('reads what a request takes, in order, with how gladly', () => {
  expect(told('Text/Plain; Version="0.0.4" ;q=0.3, gzip')).toEqual([
    ['text/plain', { version: '0.0.4', q: '0.3' }, 0.3],
    ['gzip', {}, 1],
  ])
  expect(told('gzip;q=soon')).toEqual([['gzip', { q: 'soon' }, 0]])
  expect(told(undefined)).toEqual([['', {}, 1]])
})

it.each([
  ['digits', `gzip;q=.${'1'.repeat(100_000)}x`],
  ['blanks', `gzip${' '.repeat(100_000)}x`],
  ['commas', ','.repeat(100_000)],
])('takes a long header of %s in its stride', (_what, header) => {
  const startedAt = performance.now()
  headerOffers(header)
  // What is looked at over and over takes many times as long at this length.
  expect(performance.now() - startedAt).toBeLessThan(5000)
})
