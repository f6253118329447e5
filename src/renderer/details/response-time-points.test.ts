import { expect, it } from 'vitest'
import type { Beat } from '#shared/views.ts'
import { loneMoments, responseTimePoints } from './response-time-points.ts'

const beat = (at: number, ms: number | null): Beat => [at, ms === null ? 'unhealthy' : 'healthy', ms]

it('a check without an answer is a gap', () => {
  expect(responseTimePoints([beat(0, 5), beat(30, null), beat(60, 6)]).map(({ ms }) => ms)).toEqual([
    5,
    null,
    6,
  ])
})

it('a long pause between checks is a gap, not a line', () => {
  const points = responseTimePoints([beat(0, 5), beat(30, 5), beat(60, 5), beat(90, 5), beat(900, 7)])
  expect(points.map(({ ms }) => ms)).toEqual([5, 5, 5, 5, null, 7])
})

it('a value between gaps stands alone', () => {
  const points = responseTimePoints([
    ...[beat(0, 5), beat(30, null), beat(60, 6), beat(90, 7), beat(120, null), beat(150, 8), beat(180, null)],
  ])
  expect([...loneMoments(points)]).toEqual([0, 150])
})
