import { describe, expect, it } from 'vitest'
import {
  type BodyConditions,
  expectedStatusSchema,
  isExpectedStatus,
  jsonConditionSchema,
  judgeBody,
} from './http-conditions.ts'

const NOW = Date.UTC(2025, 8, 21, 10, 30)
const unmetCondition = (text: string, contentType: string, conditions: BodyConditions) =>
  judgeBody(text, contentType, conditions, NOW).unmet

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

describe('the condition that a moment is new', () => {
  const judge = (value: unknown, newerThanSeconds = 120) =>
    judgeBody(
      JSON.stringify({ plugin: { last_contact: value } }),
      'application/json',
      { json: [{ path: 'plugin.last_contact', newerThanSeconds }] },
      NOW,
    )

  it.each([
    ['2025-09-21T10:29:00Z', 60],
    ['2025-09-21T10:29:00', 60],
    ['2025-09-21T12:29:00.250+02:00', 60],
    ['2025-09-21 12:28:00+0200', 120],
    ['2025-09-21T05:30-05', 0],
    [NOW / 1000 - 60, 60],
    [NOW - 60_000, 60],
    [String(NOW / 1000 - 60.25), 60],
    ['2025-09-21T10:31:00Z', -60],
  ])('is met by %j', (value, ageSeconds) => {
    expect(judge(value)).toEqual({
      unmet: undefined,
      ages: [{ name: 'last_contact', path: 'plugin.last_contact', ageSeconds }],
    })
  })

  it.each([
    ['2025-09-21T10:25:00Z', 'is 5 min old, more than the 2 min allowed.'],
    ['2025-09-21', 'is 10 h 30 min old, more than the 2 min allowed.'],
    ['2025-09-21T10:27:59Z', 'is a little older than the 2 min allowed.'],
    [NOW / 1000 - 7_776_000, 'is 90 d old, more than the 2 min allowed.'],
    [
      '2025-09-21T10:31:01Z',
      'is 1 min in the future. Compare the clock of the server with the clock of this machine.',
    ],
    [
      '2025-09-21T12:30:00',
      'is 2 h in the future. Compare the clock of the server with the clock of this machine. It names no time zone, so it was taken as UTC.',
    ],
    [
      'never',
      'is "never", which is no moment. It should be ISO 8601, or seconds or milliseconds since 1970.',
    ],
  ])('is not met by %j', (value, message) => {
    expect(judge(value).unmet).toBe(`plugin.last_contact ${message}`)
  })

  it.each([null, true, 0, 12.5, -1, 1e15, 1e99, '', '2025-02-31T00:00:00Z', '2025-13-01', '10:30', [], {}])(
    'takes %j for no moment',
    value => {
      expect(judge(value)).toEqual({
        unmet: expect.stringMatching(/^plugin\.last_contact is .+, which is no moment\./),
        ages: [],
      })
    },
  )

  it('holds what is missing against it', () => {
    expect(judge(undefined).unmet).toBe('plugin.last_contact is not in the answer; it ends at plugin.')
  })

  it('can be together with others, but not with its absence', () => {
    const condition = { path: 'a', newerThanSeconds: 60 }
    expect(jsonConditionSchema.safeParse({ ...condition, above: 1 }).success).toBe(true)
    expect(jsonConditionSchema.safeParse({ ...condition, exists: false }).success).toBe(false)
    expect(jsonConditionSchema.safeParse({ ...condition, newerThanSeconds: 0 }).success).toBe(false)
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
