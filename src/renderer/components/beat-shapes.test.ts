import { describe, expect, it } from 'vitest'
import type { Beat } from '#shared/views.ts'
import { BEAT_STEP, beatAt, beatPaths, beatSummary } from './beat-shapes.ts'

const beats: readonly Beat[] = [
  [1, 'healthy', 4],
  [2, 'unhealthy', null],
  [3, 'healthy', 5],
]

describe('beatPaths', () => {
  it('puts the newest at the right edge', () => {
    const healthy = beatPaths(beats, 10).find(({ status }) => status === 'healthy')
    expect(healthy?.path).toContain(`M${9 * BEAT_STEP} `)
    expect(healthy?.path).toContain(`M${7 * BEAT_STEP} `)
  })

  it('draws only the newest where there are more than slots', () => {
    expect(beatPaths(beats, 1).map(({ status }) => status)).toEqual(['healthy'])
  })

  it('tells statuses apart by height', () => {
    const heightOf = (path: string | undefined) => /v([\d.]+)/.exec(path ?? '')?.[1]
    const all: readonly Beat[] = (['healthy', 'degraded', 'unhealthy', 'unknown'] as const).map(status => [
      0,
      status,
      null,
    ])
    const heights = beatPaths(all, 4).map(({ path }) => heightOf(path))
    expect(new Set(heights).size).toBe(4)
  })
})

describe('beatAt', () => {
  it('finds the beat under the pointer, and none on an empty slot', () => {
    expect(beatAt(beats, 10, 9 * BEAT_STEP + 1)).toEqual([3, 'healthy', 5])
    expect(beatAt(beats, 10, 7 * BEAT_STEP)).toEqual([1, 'healthy', 4])
    expect(beatAt(beats, 10, 6 * BEAT_STEP)).toBeUndefined()
  })
})

describe('beatSummary', () => {
  it('says the bar in words', () => {
    expect(beatSummary(beats)).toBe('2 of the last 3 checks healthy')
    expect(beatSummary([])).toBe('No checks yet')
  })
})
