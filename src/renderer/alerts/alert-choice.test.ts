import { describe, expect, it } from 'vitest'
import { ALL_OPEN, type AlertChoice, alertQuery, alertsRoute, parseAlertChoice } from './alert-choice.ts'

describe('what the Alerts tab shows', () => {
  const choices: readonly AlertChoice[] = [
    ALL_OPEN,
    { view: 'acknowledged', text: '', level: null, category: null },
    { view: 'history', text: 'redis, 50 % & more', level: 'critical', category: 'my own' },
  ]

  it.each(choices)('comes back from its address: %j', choice => {
    expect(parseAlertChoice(alertQuery(choice))).toEqual(choice)
  })

  it('is all that is open where the address says nothing, or nothing that can be read', () => {
    expect(parseAlertChoice('')).toEqual(ALL_OPEN)
    expect(parseAlertChoice('show=all&level=loud&category=')).toEqual(ALL_OPEN)
    expect(alertsRoute(ALL_OPEN)).toEqual({ page: 'alerts' })
  })

  it('never asks for more words than the engine takes', () => {
    expect(parseAlertChoice(`text=${'x'.repeat(5000)}`).text).toHaveLength(200)
  })
})
