import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Status } from '#shared/status.ts'
import { type Confirmation, confirm, pendingWords, UNKNOWN, unconfirmedFailures } from './confirmation.ts'

const rules = { failuresToUnhealthy: 2, successesToHealthy: 1 }
const stateAfter = (grades: readonly Status[], with_ = rules) =>
  grades.reduce<Confirmation>((state, grade) => confirm(state, grade, with_), UNKNOWN)

describe('confirmation', () => {
  it.each<[string, Status[], Status]>([
    ['nothing yet', [], 'unknown'],
    ['a first good result', ['healthy'], 'healthy'],
    ['a first failure', ['unhealthy'], 'unknown'],
    ['two failures from the start', ['unhealthy', 'unhealthy'], 'unhealthy'],
    ['one failure after good results', ['healthy', 'unhealthy'], 'healthy'],
    ['a blip', ['healthy', 'unhealthy', 'healthy'], 'healthy'],
    ['a confirmed failure', ['healthy', 'unhealthy', 'unhealthy'], 'unhealthy'],
    ['recovery at the first good result', ['unhealthy', 'unhealthy', 'healthy'], 'healthy'],
    ['slow twice', ['healthy', 'degraded', 'degraded'], 'degraded'],
    ['slow, then failed: at least slow', ['healthy', 'degraded', 'unhealthy'], 'degraded'],
    ['failing ever since it was slow', ['degraded', 'degraded', 'unhealthy', 'unhealthy'], 'unhealthy'],
    ['better than failing', ['unhealthy', 'unhealthy', 'degraded'], 'degraded'],
  ])('%s', (_, grades, status) => {
    expect(stateAfter(grades).status).toBe(status)
  })

  it('asks for several good results in a row where the rules do', () => {
    const careful = { failuresToUnhealthy: 2, successesToHealthy: 3 }
    expect(stateAfter(['unhealthy', 'unhealthy', 'healthy', 'healthy'], careful).status).toBe('unhealthy')
    expect(stateAfter(['unhealthy', 'unhealthy', 'healthy', 'healthy', 'healthy'], careful).status).toBe(
      'healthy',
    )
    expect(stateAfter(['healthy'], careful).status).toBe('healthy')
  })

  it('says that a failure waits to be confirmed, and only then', () => {
    expect(pendingWords(stateAfter(['healthy']))).toBeNull()
    expect(pendingWords(stateAfter(['healthy', 'unhealthy']))).toBe('failed once, checking again')
    expect(pendingWords(stateAfter(['unhealthy']))).toBe('failed once, checking again')
    expect(pendingWords(stateAfter(['healthy', 'unhealthy', 'unhealthy']))).toBeNull()
    expect(pendingWords(stateAfter(['healthy', 'unhealthy', 'healthy']))).toBeNull()
  })

  const statuses = fc.constantFrom<Status>('healthy', 'degraded', 'unhealthy')
  const anyRules = fc.record({
    failuresToUnhealthy: fc.integer({ min: 1, max: 5 }),
    successesToHealthy: fc.integer({ min: 1, max: 5 }),
  })

  it('is unhealthy exactly when the last results in a row say so or nothing has contradicted it since', () => {
    fc.assert(
      fc.property(fc.array(statuses, { maxLength: 40 }), anyRules, (grades, anyRule) => {
        const state = stateAfter(grades, anyRule)
        const tail = grades.slice(-anyRule.failuresToUnhealthy)
        const allBad =
          tail.length === anyRule.failuresToUnhealthy && tail.every(grade => grade === 'unhealthy')
        if (allBad) expect(state.status).toBe('unhealthy')
        if (grades.filter(grade => grade !== 'healthy').length < anyRule.failuresToUnhealthy) {
          expect(['healthy', 'unknown']).toContain(state.status)
        }
      }),
    )
  })

  it('never alarms on fewer bad results in a row than the rules ask for', () => {
    fc.assert(
      fc.property(fc.array(statuses, { maxLength: 60 }), anyRules, (grades, anyRule) => {
        let state = UNKNOWN
        let badInARow = 0
        for (const grade of grades) {
          badInARow = grade === 'healthy' ? 0 : badInARow + 1
          const next = confirm(state, grade, anyRule)
          const worsened = next.status !== state.status && next.status !== 'healthy'
          if (worsened && state.status === 'healthy') {
            expect(badInARow).toBeGreaterThanOrEqual(anyRule.failuresToUnhealthy)
          }
          state = next
        }
      }),
    )
  })

  it('recovers from anything after as many good results as the rules ask for, and remembers no more than it needs', () => {
    fc.assert(
      fc.property(fc.array(statuses, { maxLength: 40 }), anyRules, (grades, anyRule) => {
        let state = stateAfter(grades, anyRule)
        for (let i = 0; i < anyRule.successesToHealthy; i++) state = confirm(state, 'healthy', anyRule)
        expect(state.status).toBe('healthy')
        expect(unconfirmedFailures(state)).toBe(0)
        expect(state.recent.length).toBeLessThanOrEqual(
          Math.max(anyRule.failuresToUnhealthy, anyRule.successesToHealthy),
        )
      }),
    )
  })
})
