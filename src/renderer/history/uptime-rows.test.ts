import { describe, expect, it } from 'vitest'
import type { StatusTimes, UptimeRow } from '#shared/history.ts'
import { formatUptime } from '../format/format-uptime.ts'
import { arrangeUptime, DEFAULT_UPTIME_CHOICE, parseUptimeChoice, uptimeQuery } from './uptime-rows.ts'
import {
  budgetLeft,
  budgetWords,
  burnRate,
  burnWords,
  knownNote,
  lastsWords,
  targetWords,
  windowWords,
} from './uptime-words.ts'

const MINUTE = 60_000
const DAY = 1440 * MINUTE

const times = (more: Partial<StatusTimes>): StatusTimes => ({
  ...{ healthyMs: 0, degradedMs: 0, unhealthyMs: 0, unknownMs: 0, excusedMs: 0, unwatchedMs: 0 },
  ...more,
})
const slo = (more: Partial<UptimeRow['slo']> = {}): UptimeRow['slo'] => ({
  ...{ percent: 99.9, days: 30, availability: 99.95, budgetMs: 43.2 * MINUTE, leftMs: 12 * MINUTE },
  ...more,
})
const row = (id: string, unhealthyMs: number | null, leftMs = 0): UptimeRow => {
  const window = unhealthyMs === null ? times({}) : times({ healthyMs: DAY - unhealthyMs, unhealthyMs })
  return {
    ...{ kind: 'monitor', id, name: id, category: 'database' },
    windows: [1, 7, 30, 90, 365].map(days => ({ ...window, fromMs: 0, toMs: days * DAY })),
    slo: slo({ leftMs, availability: unhealthyMs === null ? null : 99 }),
  }
}
const order = (choice: Partial<typeof DEFAULT_UPTIME_CHOICE>) =>
  arrangeUptime([row('b', 5, 9), row('c', null), row('a', 700, -3), row('d', 5, 1)], {
    ...DEFAULT_UPTIME_CHOICE,
    ...choice,
  }).map(({ row: { id } }) => id)

describe('the uptime table', () => {
  it('has the worst first, of the same by name, and what is not known at the end either way', () => {
    expect(order({})).toEqual(['a', 'b', 'd', 'c'])
    expect(order({ reversed: true })).toEqual(['b', 'd', 'a', 'c'])
    expect(order({ sort: 'budget' })).toEqual(['a', 'd', 'b', 'c'])
    expect(order({ sort: 'name', reversed: true })).toEqual(['d', 'c', 'b', 'a'])
  })
  it('is filtered by words of names and categories', () => {
    expect(order({ text: 'Data B' })).toEqual(['a', 'b', 'd', 'c'])
    expect(order({ text: 'data d' })).toHaveLength(4)
    expect(order({ text: 'nothing' })).toEqual([])
  })
  it('comes back from its address', () => {
    const choice = { text: 'a & b', sort: 'budget', reversed: true, gone: true } as const
    expect(parseUptimeChoice(uptimeQuery(choice))).toEqual(choice)
    expect(parseUptimeChoice('sort=x')).toEqual(DEFAULT_UPTIME_CHOICE)
    expect(uptimeQuery(DEFAULT_UPTIME_CHOICE)).toBe('')
  })
})

describe('availability', () => {
  it('is 100 % only of what was never down', () => {
    expect([100, 99.999, 99.95, 1.15, null].map(formatUptime)).toEqual([
      '100 %',
      '99.99 %',
      '99.95 %',
      '1.15 %',
      '–',
    ])
  })
  it('says how much of the time is known, where that is not nearly all', () => {
    expect(knownNote(times({ healthyMs: 83, unknownMs: 10, excusedMs: 7 }), 100)).toBe('known 83 %')
    expect(knownNote(times({ healthyMs: 99, unknownMs: 1 }), 100)).toBe('')
    expect(knownNote(times({ healthyMs: 1 }), 1000)).toBe('known < 1 %')
    expect(knownNote(times({ unknownMs: 100 }), 100)).toBe('')
    expect(windowWords(times({ healthyMs: 20 * 60 * MINUTE, excusedMs: 4 * 60 * MINUTE }), DAY)).toEqual([
      'Healthy for 20 h',
      'Muted, paused or in maintenance for 4 h',
      'Known 83 % of the time',
    ])
  })
})

describe('an error budget', () => {
  it('says what is left of it, or by how much it is overdrawn', () => {
    expect(budgetWords(slo())).toBe('12 min of 43 min left')
    expect(budgetWords(slo({ leftMs: -31 * MINUTE }))).toBe('overdrawn by 31 min')
    expect(budgetWords(slo({ availability: null }))).toBe('nothing known yet')
    expect(budgetWords(slo({ budgetMs: 0, leftMs: 0 }))).toBe('none to spend')
    expect([
      budgetLeft(slo({ leftMs: 21.6 * MINUTE })),
      budgetLeft(slo({ leftMs: -1 })),
      budgetLeft(slo({ budgetMs: 0 })),
    ]).toEqual([0.5, 0, 0])
    expect(targetWords(slo())).toBe('99.9 % over 30 days')
  })
  it('says how fast it is spent, and how long it lasts at that', () => {
    const day = times({ healthyMs: DAY - 14.4 * MINUTE, unhealthyMs: 14.4 * MINUTE })
    expect(burnRate(slo(), day, DAY)).toBeCloseTo(10)
    expect(burnWords(3.24)).toBe('24 h: 3.2 × the allowed pace')
    expect(burnWords(burnRate(slo(), times({ healthyMs: DAY }), DAY))).toBe('24 h: none used')
    expect(burnWords(burnRate(slo({ budgetMs: 0 }), day, DAY))).toBe('')
    expect(lastsWords(slo({ leftMs: 7.2 * MINUTE }), day, DAY)).toContain('12 h')
    expect(lastsWords(slo({ leftMs: -1 }), day, DAY)).toBe('')
  })
})
