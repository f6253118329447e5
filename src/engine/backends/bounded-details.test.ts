import { expect, test } from 'vitest'
import { detailsSchema } from '#shared/views.ts'
import { boundedDetails } from './bounded-details.ts'

test('details of ordinary size pass as they are', () => {
  const details = { version: '15.4', tables: 42, ready: true, replica: null, pool: { free: 3, used: [1, 2] } }
  expect(boundedDetails(details)).toEqual(details)
})

test('levels below the fourth are left out', () => {
  expect(boundedDetails({ a: { b: { c: { d: { e: 1 } } } } })).toEqual({ a: { b: { c: { d: '…' } } } })
})

test('a huge object is cut to what a person can read, and stays valid', () => {
  const huge = Object.fromEntries(
    Array.from({ length: 1000 }, (_, i) => [
      `key${i}`,
      { list: Array.from({ length: 1000 }, () => 'x'.repeat(5000)) },
    ]),
  )
  const bounded = boundedDetails(huge)
  expect(JSON.stringify(bounded).length).toBeLessThan(150_000)
  expect(detailsSchema.safeParse(bounded).success).toBe(true)
})

test('names that mean something to JavaScript are only names', () => {
  const bounded = boundedDetails(JSON.parse('{"__proto__": {"polluted": true}, "constructor": "x"}'))
  expect(Object.keys(bounded)).toEqual(['__proto__', 'constructor'])
  expect(Object.hasOwn({}, 'polluted')).toBe(false)
})

test('text loses escape sequences and numbers that JSON does not have become null', () => {
  expect(boundedDetails({ text: '\u001b[2Jgone\u0007', number: Number.NaN })).toEqual({
    text: 'gone',
    number: null,
  })
})
