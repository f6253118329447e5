import { describe, expect, it } from 'vitest'
import { ACTS } from './acts.ts'
import { SCRIPT } from './script.ts'

/** What is broken between one step and the next. */
function stretches() {
  const broken = new Set<string>()
  return SCRIPT.steps
    .toSorted((a, b) => a.atMs - b.atMs)
    .map(({ atMs, act, does }) => {
      if (does === 'break') broken.add(act)
      else broken.delete(act)
      return { atMs, broken: [...broken] }
    })
}
const categoryOf = (id: string) => ACTS.find(act => act.id === id)?.category

describe('the script of the demo', () => {
  it('is calm for 25 s, and about four minutes long', () => {
    expect(stretches()[0]?.atMs).toBe(25_000)
    expect(SCRIPT.lengthMs).toBe(240_000)
  })

  it('breaks everything there is, and leaves nothing broken at its end', () => {
    const steps = SCRIPT.steps.map(({ act, does }) => `${does} ${act}`)
    expect(steps.toSorted()).toEqual(ACTS.flatMap(({ id }) => [`break ${id}`, `heal ${id}`]).toSorted())
    expect(stretches().at(-1)).toMatchObject({ broken: [] })
    expect(stretches().at(-1)?.atMs).toBeLessThan(SCRIPT.lengthMs)
  })

  it('breaks one to three things at a time, of different categories', () => {
    for (const { broken } of stretches()) {
      expect(broken.length).toBeLessThanOrEqual(3)
      expect(new Set(broken.map(categoryOf)).size).toBe(broken.length)
    }
  })

  it('breaks each for longer than it takes to be confirmed', () => {
    const atOf = (id: string, does: string) =>
      SCRIPT.steps.find(step => step.act === id && step.does === does)?.atMs ?? Number.NaN
    for (const { id } of ACTS) expect(atOf(id, 'heal') - atOf(id, 'break')).toBeGreaterThanOrEqual(14_000)
  })
})
