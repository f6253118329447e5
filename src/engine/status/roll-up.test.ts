import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Status } from '#shared/status.ts'
import { overallLine, type RollUpItem, rollUp } from './roll-up.ts'

let count = 0
const item = (over: Partial<RollUpItem>): RollUpItem => ({
  ...{ scope: 'monitor', id: `m${count++}`, name: 'Service', status: 'healthy', severity: 'critical' },
  ...{ category: 'apis', since: 0, message: '', muted: false, paused: false, covered: false },
  ...over,
})

describe('the roll-up', () => {
  it.each<[string, Partial<RollUpItem>[], Status]>([
    ['nothing at all is unknown', [], 'unknown'],
    ['all good is healthy', [{}, {}], 'healthy'],
    ['nothing known yet is unknown', [{ status: 'unknown' }], 'unknown'],
    [
      'a good metric does not make unknown services known',
      [{ status: 'unknown' }, { scope: 'metric' }],
      'unknown',
    ],
    ['a machine on its own is healthy', [{ scope: 'metric' }], 'healthy'],
    ['one unknown among known ones stays healthy', [{}, { status: 'unknown' }], 'healthy'],
    ['an unhealthy critical monitor is unhealthy', [{}, { status: 'unhealthy' }], 'unhealthy'],
    ['an unhealthy minor monitor is degraded', [{}, { status: 'unhealthy', severity: 'minor' }], 'degraded'],
    ['a degraded monitor is degraded', [{ status: 'degraded' }], 'degraded'],
    ['a muted outage counts for nothing', [{}, { status: 'unhealthy', muted: true }], 'healthy'],
    ['a paused outage counts for nothing', [{}, { status: 'unhealthy', paused: true }], 'healthy'],
    [
      'an unhealthy reported service is degraded',
      [{}, { status: 'unhealthy', scope: 'service' }],
      'degraded',
    ],
    [
      'a backend whose services speak for it leaves the verdict to them',
      [{}, { status: 'unhealthy', scope: 'backend', covered: true }],
      'healthy',
    ],
  ])('%s', (_, items, status) => {
    expect(rollUp(items.map(item)).status).toBe(status)
  })

  it('names the worst first, the longest standing before the latest, and counts the rest', () => {
    const roll = rollUp([
      item({ name: 'Slow', status: 'degraded', since: 1 }),
      item({ name: 'Pusher', status: 'unhealthy', since: 9 }),
      item({ name: 'PostgreSQL', status: 'unhealthy', since: 2 }),
    ])
    expect(roll.problems.map(problem => problem.name)).toEqual(['PostgreSQL', 'Pusher', 'Slow'])
    expect(overallLine(roll, false)).toBe('2 unhealthy: PostgreSQL, Pusher · 1 degraded')
    const many = rollUp(
      Array.from({ length: 12 }, (_, i) => item({ name: `S${i}`, status: 'unhealthy', since: i })),
    )
    expect(overallLine(many, false)).toBe('12 unhealthy: S0, S1, S2 and 9 more')
  })

  it('names fewer before a count of what is degraded, so that the line stays short', () => {
    const unhealthy = ['Redis', 'OpenAI', 'MCP server'].map((name, since) =>
      item({ name, status: 'unhealthy', since }),
    )
    const slow = item({ name: 'Slow', status: 'degraded' })
    expect(overallLine(rollUp([...unhealthy, slow]), false)).toBe(
      '3 unhealthy: Redis, OpenAI and 1 more · 1 degraded',
    )
    expect(overallLine(rollUp([slow]), false)).toBe('1 degraded: Slow')
  })

  it('names what turns the light red before what does not, however long it lasts', () => {
    const roll = rollUp([
      item({ name: 'Backup', status: 'unhealthy', severity: 'minor', since: 1 }),
      item({ name: 'clerk', status: 'unhealthy', scope: 'service', since: 2 }),
      item({ name: 'Redis', status: 'unhealthy', since: 3 }),
    ])
    expect(roll.problems.map(problem => problem.name)).toEqual(['Redis', 'Backup', 'clerk'])
  })

  it('reckons the health percentage with one decimal, leaving out what is muted, paused or a metric', () => {
    const items = [
      ...Array.from({ length: 21 }, () => item({})),
      item({ status: 'degraded' }),
      item({ status: 'unhealthy', muted: true }),
      item({ status: 'unhealthy', paused: true }),
      item({ scope: 'metric' }),
    ]
    const roll = rollUp(items)
    expect(roll.healthPercentage).toBe(95.5)
    expect([roll.healthyServices, roll.totalServices, roll.mutedCount, roll.pausedCount]).toEqual([
      21, 22, 1, 1,
    ])
  })

  const items = fc.array(
    fc.record({
      status: fc.constantFrom<Status>('healthy', 'degraded', 'unhealthy', 'unknown'),
      severity: fc.constantFrom<'critical' | 'minor'>('critical', 'minor'),
      muted: fc.boolean(),
      paused: fc.boolean(),
    }),
  )

  it('does not depend on the order of things, nor on what is muted or paused', () => {
    fc.assert(
      fc.property(items, parts => {
        const all = parts.map(item)
        const counted = all.filter(entry => !entry.muted && !entry.paused)
        expect(rollUp([...all].reverse()).status).toBe(rollUp(all).status)
        expect(rollUp(counted).status).toBe(rollUp(all).status)
      }),
    )
  })

  it('is red only with a critical outage, and never green while anything counted is wrong', () => {
    fc.assert(
      fc.property(items, parts => {
        const counted = parts.filter(part => !part.muted && !part.paused)
        const { status, problems } = rollUp(parts.map(item))
        const isRed = counted.some(part => part.status === 'unhealthy' && part.severity === 'critical')
        expect(status === 'unhealthy').toBe(isRed)
        if (status === 'healthy') expect(problems).toEqual([])
      }),
    )
  })
})
