import { describe, expect, it } from 'vitest'
import { sampleIncident } from '../../../test-support/sample-incidents.ts'
import { ALL_OPEN } from './alert-choice.ts'
import { arrangeIncidents, isChosen } from './arrange-incidents.ts'

const idsOf = (incidents: readonly { readonly id: string }[]) => incidents.map(({ id }) => id)

describe('incidents in the Alerts tab', () => {
  it('stand most urgent first, what nobody is told of after what is told, then the latest first', () => {
    const incidents = [
      sampleIncident('old-warning', { level: 'warning', startedAt: 1 }),
      sampleIncident('muted-critical', { suppressedBecause: 'muted until 14:00', startedAt: 9 }),
      sampleIncident('old-critical', { startedAt: 2 }),
      sampleIncident('new-critical', { startedAt: 3 }),
      sampleIncident('new-warning', { level: 'warning', startedAt: 4 }),
    ]
    expect(idsOf(arrangeIncidents(incidents, ALL_OPEN).told)).toEqual([
      ...['new-critical', 'old-critical', 'muted-critical'],
      ...['new-warning', 'old-warning'],
    ])
  })

  it('are apart where their rules are only listed, until somebody takes care', () => {
    const incidents = [
      sampleIncident('told'),
      sampleIncident('listed', { notifies: false }),
      sampleIncident('taken', { notifies: false, state: 'acknowledged' }),
    ]
    const open = arrangeIncidents(incidents, ALL_OPEN)
    expect([idsOf(open.told), idsOf(open.listed)]).toEqual([['told'], ['listed']])
    const taken = arrangeIncidents(incidents, { ...ALL_OPEN, view: 'acknowledged' })
    expect([idsOf(taken.told), idsOf(taken.listed)]).toEqual([['taken'], []])
  })

  it('are found by words of their name, tags, rules, category and message', () => {
    const incident = sampleIncident('redis', {
      ...{ name: 'Redis', tags: ['shop'], rules: ['Database down'] },
      ...{ category: 'database', message: 'Refused the connection.' },
    })
    const finds = (text: string) => isChosen(incident, { ...ALL_OPEN, text })
    expect(['redis', 'SHOP refused', 'database down', ''].map(finds)).toEqual([true, true, true, true])
    expect(finds('redis mail')).toBe(false)
  })

  it('are left out below the level and outside the category that was chosen', () => {
    const eased = sampleIncident('eased', { level: 'warning', worst: 'critical', category: 'apis' })
    expect(isChosen(eased, { ...ALL_OPEN, level: 'critical' })).toBe(false)
    expect(isChosen({ ...eased, state: 'resolved' }, { ...ALL_OPEN, level: 'critical' })).toBe(true)
    expect(isChosen(eased, { ...ALL_OPEN, category: 'database' })).toBe(false)
    expect(isChosen(eased, { ...ALL_OPEN, category: 'apis' })).toBe(true)
  })
})
