import { describe, expect, it } from 'vitest'
import {
  expectedStatusSchema,
  isExpectedStatus,
  jsonConditionSchema,
  unmetCondition,
} from './http-conditions.ts'

describe('the expected status', () => {
  it('may be codes and ranges', () => {
    expect(isExpectedStatus(204, ['2xx'])).toBe(true)
    expect(isExpectedStatus(299, ['200-299'])).toBe(true)
    expect(isExpectedStatus(301, [200, '301'])).toBe(true)
    expect(isExpectedStatus(300, ['2xx', '301-302'])).toBe(false)
  })

  it.each([99, 600, '20x', '2XX', '299-200', '1000', 'ok', '200-'])('cannot be %s', status => {
    expect(expectedStatusSchema.safeParse(status).success).toBe(false)
  })
})

describe('the conditions on a JSON body', () => {
  const body = JSON.stringify({
    status: 'degraded',
    latency: 12.5,
    tags: ['eu', 1, null],
    nested: { deep: true },
    nothing: null,
  })

  it.each([
    [{ path: 'status', equals: 'degraded' }],
    [{ path: 'latency', above: 12, below: 13 }],
    [{ path: 'tags', contains: 'eu' }],
    [{ path: 'tags', contains: null }],
    [{ path: 'status', contains: 'grad' }],
    [{ path: 'nothing', equals: null }],
    [{ path: 'nested.deep' }],
    [{ path: 'missing', exists: false }],
  ])('are met: %j', condition => {
    expect(unmetCondition(body, 'application/json', { json: [condition] })).toBeUndefined()
  })

  it.each([
    [{ path: 'status', equals: 'healthy' }, 'status is "degraded", expected "healthy".'],
    [{ path: 'latency', equals: '12.5' }, 'latency is 12.5, expected "12.5".'],
    [{ path: 'latency', above: 12.5 }, 'latency is 12.5, expected above 12.5.'],
    [{ path: 'status', below: 3 }, 'status is "degraded", expected below 3.'],
    [{ path: 'tags', contains: 'us' }, 'tags is a list of 3, which does not contain "us".'],
    [{ path: 'nested', equals: 'x' }, 'nested is an object, expected "x".'],
    [{ path: 'nested.flat' }, 'nested.flat is not in the answer; it ends at nested.'],
    [{ path: 'missing', exists: true }, 'missing is not in the answer.'],
    [{ path: 'status', exists: false }, 'status is there, and should not be.'],
  ])('are not met: %j', (condition, message) => {
    expect(unmetCondition(body, 'application/json', { json: [condition] })).toBe(message)
  })

  it('are not met by an empty body', () => {
    expect(unmetCondition(' ', '', { json: [{ path: 'a' }] })).toBe(
      'The body is empty where JSON was expected.',
    )
  })

  it('count brackets in texts as text, not as nesting', () => {
    const text = JSON.stringify({ status: `${'['.repeat(1000)}"\\` })
    expect(unmetCondition(text, '', { json: [{ path: 'status' }] })).toBeUndefined()
  })

  it('cannot compare what must not exist', () => {
    expect(jsonConditionSchema.safeParse({ path: 'a', exists: false, equals: 1 }).success).toBe(false)
    expect(jsonConditionSchema.safeParse({ path: 'a..b' }).success).toBe(false)
  })
})

describe('the conditions on a text', () => {
  it('say what is missing', () => {
    expect(unmetCondition('all good', '', { bodyContains: 'bad' })).toBe('The body does not contain "bad".')
    expect(unmetCondition('all good', '', { bodyMatches: '^good' })).toBe(
      'The body does not match the pattern ^good.',
    )
  })

  it('are met', () => {
    expect(
      unmetCondition('all good', '', { bodyContains: 'good', bodyMatches: '(?i:GOOD)$' }),
    ).toBeUndefined()
  })
})
