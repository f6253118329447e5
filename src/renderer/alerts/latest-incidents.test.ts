import { expect, it } from 'vitest'
import { sampleIncident } from '../../../test-support/sample-incidents.ts'
import { latestIncidents } from './latest-incidents.ts'

it('the latest incidents are each there once, as they were last, without those that are only listed', () => {
  const lasting = sampleIncident('a', { startedAt: 1, changedAt: 2 })
  const ended = sampleIncident('a', { startedAt: 1, changedAt: 5, state: 'resolved', resolvedAt: 5 })
  const others = [
    sampleIncident('b', { startedAt: 3 }),
    sampleIncident('c', { startedAt: 9, notifies: false }),
    sampleIncident('d', { startedAt: 0 }),
  ]
  const latest = latestIncidents([lasting, ...others, ended], 2)
  expect(latest.map(({ id, state }) => [id, state])).toEqual([
    ['b', 'open'],
    ['a', 'resolved'],
  ])
})
