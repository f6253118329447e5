import { describe, expect, it } from 'vitest'
import { readAgentList } from './agent-list.ts'

const AT = Date.UTC(2026, 0, 2, 3, 4, 5)
const ISO = '2026-01-02T03:04:05Z'
const names = (document: unknown) => readAgentList(document)?.map(({ name }) => name)
const heardAt = (value: unknown) => readAgentList([{ id: 'a', last_seen: value }])?.[0]?.lastHeardAt

describe('a list of agents', () => {
  it.each([
    ['inside agents', { agents: [{ agent_id: 'a' }, { id: 'b' }] }],
    ['as it stands', [{ name: 'a' }, { agentId: 'b' }]],
    ['by id', { a: { status: 'idle' }, b: { last_seen: ISO } }],
    ['by id inside agents', { agents: { a: {}, b: { status: 'idle' } }, total: 2 }],
    ['inside agents inside data', { data: { agents: ['a', 'b'] } }],
    ['with nothing but the times', { agents: { a: ISO, b: AT } }],
    [
      'with numbers for ids',
      [
        { id: 1, name: 'a' },
        { id: 2, name: 'b' },
      ],
    ],
  ])('is read %s', (_, document) => {
    expect(names(document)).toEqual(['a', 'b'])
  })

  it.each([[{}], [[]], [{ agents: [] }], [{ agents: {} }]])('may be empty: %j', document => {
    expect(names(document)).toEqual([])
  })

  it.each([[undefined], ['agents'], [{ detail: 'Not Found' }], [{ error: { code: 5 } }], [null]])(
    'is not %j',
    document => {
      expect(readAgentList(document)).toBeUndefined()
    },
  )

  it('leaves out what is no agent, and shows names that fool nobody', () => {
    expect(names([null, 7, {}, { id: 'x', name: '\u001b[31mred\u202e\n line' }])).toEqual(['red line'])
  })

  it.each([
    ['last_heard'],
    ['lastHeard'],
    ['last_seen_at'],
    ['lastHeartbeat'],
    ['last_heartbeat'],
    ['lastContactAt'],
  ])('has the time in %s', member => {
    expect(readAgentList([{ id: 'a', [member]: ISO }])?.[0]?.lastHeardAt).toBe(AT)
  })

  it.each([
    ['ISO 8601', ISO],
    ['ISO 8601 with an offset', '2026-01-02T05:04:05+02:00'],
    ['ISO 8601 without a zone, which is UTC', '2026-01-02T03:04:05.000000'],
    ['a blank for the T', '2026-01-02 03:04:05'],
    ['seconds', AT / 1000],
    ['seconds as text', String(AT / 1000)],
    ['milliseconds', AT],
  ])('reads a time as %s', (_, value) => {
    expect(heardAt(value)).toBe(AT)
  })

  it.each([
    [null],
    ['never'],
    [''],
    [-5],
    [1e300],
    [{}],
    [true],
    ['1'],
    [42],
    ['20250921'],
    ['Sun Sep 21 2025 10:30:00'],
    ['2025-02-31T00:00:00Z'],
  ])('takes %j for no time', value => {
    expect(heardAt(value)).toBeNull()
  })
})
