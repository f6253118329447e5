import { describe, expect, it } from 'vitest'
import type { StageStep, StageView } from '#shared/views.ts'
import { nextSteps, nextWords } from './next-steps.ts'

const act = { description: '', category: 'database', broken: false, since: null, changing: false }
const stageOf = (script: readonly StageStep[], positionMs = 0): StageView => ({
  acts: [
    { ...act, id: 'redis', title: 'Redis stops' },
    { ...act, id: 'pg', title: 'PostgreSQL hangs' },
  ],
  script: [...script],
  ...{ lengthMs: 60_000, playing: true, positionMs, at: 0 },
})
const SCRIPT: readonly StageStep[] = [
  { atMs: 30_000, act: 'redis', does: 'heal' },
  { atMs: 10_000, act: 'redis', does: 'break' },
]

function told(stage: StageView, now: number): string | null {
  const next = nextSteps(stage, now)
  return next && `${nextWords(stage, next)} in ${next.inMs} ms`
}

describe('the next step of the script', () => {
  it('is the earliest that is still to come, in whatever order they are written', () => {
    expect(told(stageOf(SCRIPT), 2_000)).toBe('Redis stops in 8000 ms')
    expect(told(stageOf(SCRIPT), 10_000)).toBe('“Redis stops” is healed in 20000 ms')
  })

  it('is the first of the next round after the last', () => {
    expect(told(stageOf(SCRIPT), 45_000)).toBe('Redis stops in 25000 ms')
    expect(told(stageOf(SCRIPT, 50_000), 15_000)).toBe('Redis stops in 5000 ms')
  })

  it('says how many more come at the same moment', () => {
    const both = [...SCRIPT, { atMs: 10_000, act: 'pg', does: 'break' } as const]
    expect(told(stageOf(both), 0)).toBe('Redis stops, and 1 more, in 10000 ms')
  })

  it('is none where there is no script', () => {
    expect(nextSteps(stageOf([]), 0)).toBeNull()
  })

  it('names an act by its id where the stage has no words for it', () => {
    expect(told(stageOf([{ atMs: 1_000, act: 'mcp', does: 'break' }]), 0)).toBe('mcp in 1000 ms')
  })
})
