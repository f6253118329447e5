import { expect, it } from 'vitest'
import { scriptPosition } from './script-position.ts'

const stage = { acts: [], script: [], lengthMs: 60_000, playing: true, positionMs: 10_000, at: 1_000_000 }

it('goes on from where it was while it plays', () => {
  expect(scriptPosition(stage, 1_004_000)).toBe(14_000)
})

it('begins anew at its end, however often', () => {
  expect(scriptPosition(stage, 1_050_000)).toBe(0)
  expect(scriptPosition(stage, 1_175_000)).toBe(5_000)
})

it('holds still while it is paused', () => {
  expect(scriptPosition({ ...stage, playing: false }, 1_040_000)).toBe(10_000)
})

it('does not go back where the clock of the page is behind', () => {
  expect(scriptPosition(stage, 990_000)).toBe(10_000)
})

it('is at the beginning of a script of no length', () => {
  expect(scriptPosition({ ...stage, lengthMs: 0 }, 1_004_000)).toBe(0)
})
