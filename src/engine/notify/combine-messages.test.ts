import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  SAMPLE_AT,
  sampleIncident,
  sampleMessage,
  sampleRecovery,
  sampleReminder,
} from '../../../test-support/sample-messages.ts'
import type { AlertMessage } from './alert-message.ts'
import { combineMessages } from './combine-messages.ts'

const of = (name: string, change: Partial<Parameters<typeof sampleIncident>[0]> = {}) =>
  sampleIncident({ id: `inc-${name}`, name, ...change })

const problem = (name: string) =>
  sampleMessage({ title: `${name} is unhealthy`, incidents: [of(name)], id: `msg-${name}` })

const recovery = (name: string) =>
  sampleRecovery({
    ...{ title: `${name} is healthy again`, id: `over-${name}` },
    incidents: [of(name, { state: 'resolved', resolvedAt: SAMPLE_AT + 240_000 })],
  })

const titleOf = (...messages: readonly AlertMessage[]) => combineMessages(messages).title

describe('combined messages', () => {
  it('of one are that one', () => {
    const message = sampleMessage()
    expect(combineMessages([message])).toBe(message)
  })

  it('count, and name what is open first', () => {
    expect(titleOf(recovery('A'), problem('B'))).toBe('2 messages were held back: 1 open (B), 1 over (A)')
    expect(titleOf(...['A', 'B', 'C', 'D', 'E'].map(problem))).toBe(
      '5 messages were held back: 5 open (A, B, C and 2 more)',
    )
  })

  it('about one incident say what became of it', () => {
    expect(titleOf(problem('A'), recovery('A'))).toMatch(/^A was unhealthy for 4 min, until 24 Nov 2026, /)
    // Its problem was told before, so its recovery is one.
    expect(titleOf(sampleReminder(), sampleRecovery())).toBe('PostgreSQL is healthy again')
    const acknowledged = sampleMessage({
      ...{ kind: 'acknowledged', title: 'PostgreSQL: ann takes care' },
      incidents: [sampleIncident({ state: 'acknowledged', acknowledgedBy: 'ann' })],
    })
    expect(combineMessages([sampleMessage(), acknowledged])).toMatchObject({
      ...{ kind: 'problem', title: 'PostgreSQL: ann takes care' },
      incidents: [{ state: 'acknowledged' }],
    })
  })

  it('are as urgent as what is open, and a recovery where nothing is', () => {
    const warning = { ...problem('W'), incidents: [of('W', { level: 'warning' })] }
    expect(combineMessages([problem('A'), recovery('A'), warning])).toMatchObject({
      ...{ kind: 'problem', level: 'warning' },
      incidents: [{ name: 'W' }, { name: 'A' }],
    })
    expect(combineMessages([problem('A'), recovery('A'), recovery('B')])).toMatchObject({
      ...{ kind: 'recovery', level: 'critical', route: { page: 'alerts' } },
    })
    const escalated = { ...problem('E'), kind: 'escalation' } as const
    expect(combineMessages([problem('A'), escalated]).kind).toBe('escalation')
  })

  it('have each incident once, as it was last, in a body of bounded length', () => {
    const message = fc
      .record({ name: fc.constantFrom('A', 'B', 'C', 'D'), isOver: fc.boolean() })
      .map(({ name, isOver }) => (isOver ? recovery(name) : problem(name)))
    fc.assert(
      fc.property(fc.array(message, { minLength: 2, maxLength: 60 }), messages => {
        const { incidents, body } = combineMessages(messages)
        const latest = new Map(messages.flatMap(one => one.incidents).map(one => [one.id, one]))
        expect(new Map(incidents.map(one => [one.id, one]))).toEqual(latest)
        expect(incidents).toHaveLength(latest.size)
        expect(body.split('\n').length).toBeLessThanOrEqual(21)
        const states = incidents.map(({ state }) => state === 'resolved')
        expect(states).toEqual(states.toSorted())
      }),
    )
  })

  it('carry 200 incidents at most, and count the rest', () => {
    const some = (from: number) => Array.from({ length: 150 }, (_, index) => of(`S${from + index}`))
    const combined = combineMessages([
      sampleMessage({ incidents: some(0) }),
      sampleMessage({ incidents: some(150) }),
    ])
    expect(combined.incidents).toHaveLength(200)
    expect(combined).toMatchObject({ beyond: 100, title: expect.stringContaining('300 open (S0, S1, S2') })
  })
})
