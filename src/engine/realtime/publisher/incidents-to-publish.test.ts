import { describe, expect, it } from 'vitest'
import type { AlertsView, IncidentView } from '#shared/incidents.ts'
import { IncidentsToPublish } from './incidents-to-publish.ts'

const incident = (id: string, over: Partial<IncidentView> = {}): IncidentView => ({
  ...{ id, subject: { type: 'monitor', id }, name: id, category: null, tags: [], state: 'open' },
  ...{ level: 'warning', worst: 'warning', status: 'unhealthy', message: 'It refused.', rules: [] },
  ...{ startedAt: 1, resolvedAt: null, changedAt: 5, acknowledged: null, notifies: true },
  ...{ suppressedBecause: null, flapping: false, ending: null },
  ...over,
})
const view = (...incidents: IncidentView[]): AlertsView => ({
  ...{ incidents, counts: { open: incidents.length, acknowledged: 0, listed: 0 }, unseen: null, revision: 1 },
})

/** What is published of these incidents after nothing was open. */
function published(...incidents: IncidentView[]) {
  const looking = new IncidentsToPublish()
  looking.look(view(), 'pusher')
  return looking.look(view(...incidents), 'pusher').map(({ message }) => message)
}

describe('an alert of our own', () => {
  it('is published when it opens and when it becomes more urgent, and no other time', () => {
    const looking = new IncidentsToPublish()
    looking.look(view(), null)
    expect(looking.look(view(incident('redis')), null)).toEqual([
      { level: 'warning', message: 'redis is unhealthy: It refused.', at: 5 },
    ])
    expect(looking.look(view(incident('redis')), null)).toEqual([])
    expect(looking.look(view(incident('redis', { level: 'critical' })), null)).toHaveLength(1)
    expect(looking.look(view(incident('redis')), null)).toEqual([])
  })

  it('that was open at the start is no news', () => {
    expect(new IncidentsToPublish().look(view(incident('redis')), null)).toEqual([])
  })

  it('is published once it may be told, and not while it may not', () => {
    expect(
      published(incident('a', { suppressedBecause: 'Muted' }), incident('b', { notifies: false })),
    ).toEqual([])
    const looking = new IncidentsToPublish()
    looking.look(view(incident('a', { suppressedBecause: 'Muted' })), null)
    expect(looking.look(view(incident('a')), null)).toHaveLength(1)
  })

  it('is none that came in over a channel', () => {
    const from = (type: IncidentView['subject']['type'], id: string) =>
      incident(id, { subject: { type, id } })
    const all = [
      from('pushed', 'system-alert: Down'),
      from('service', 'pusher/redis'),
      from('backend', 'pusher'),
      from('metric', 'backend:pusher:load'),
    ]
    expect(published(...all, from('service', 'pusher2/redis'))).toEqual([
      'pusher2/redis is unhealthy: It refused.',
    ])
  })
})
