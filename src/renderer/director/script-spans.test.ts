import { expect, it } from 'vitest'
import type { StageStep } from '#shared/views.ts'
import { scriptSpans } from './script-spans.ts'

const broken = (act: string, from: number, to: number): readonly StageStep[] => [
  { atMs: from, act, does: 'break' },
  { atMs: to, act, does: 'heal' },
]
const spansOf = (script: readonly StageStep[]) =>
  scriptSpans({
    acts: [
      {
        ...{ id: 'redis', title: 'Redis stops', description: '', category: 'database' },
        ...{ broken: false, since: null, changing: false },
      },
    ],
    script: [...script],
    ...{ lengthMs: 100, playing: false, positionMs: 0, at: 0 },
  }).map(({ title, fromMs, toMs, lane }) => `${title} ${fromMs}-${toMs} in ${lane}`)

it('draws from when to when each is broken, by its beginning', () => {
  expect(spansOf([...broken('mcp', 40, 50), ...broken('redis', 10, 20)])).toEqual([
    'Redis stops 10-20 in 0',
    'mcp 40-50 in 0',
  ])
})

it('puts what is broken at the same time in different lines, and uses a line again', () => {
  expect(spansOf([...broken('a', 10, 30), ...broken('b', 20, 50), ...broken('c', 30, 40)])).toEqual([
    'a 10-30 in 0',
    'b 20-50 in 1',
    'c 30-40 in 0',
  ])
})

it('knows the same act broken twice', () => {
  expect(spansOf([...broken('redis', 10, 20), ...broken('redis', 60, 70)])).toEqual([
    'Redis stops 10-20 in 0',
    'Redis stops 60-70 in 0',
  ])
})

it('lets what is never healed last until the end', () => {
  expect(spansOf([{ atMs: 90, act: 'redis', does: 'break' }])).toEqual(['Redis stops 90-100 in 0'])
})
