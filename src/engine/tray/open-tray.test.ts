import { describe, expect, it, vi } from 'vitest'
import type { AlertsView, IncidentView } from '#shared/incidents.ts'
import { recordingLog } from '../../../test-support/recording-log.ts'
import { BAD, monitorInput, watchedBook } from '../../../test-support/watched-book.ts'
import { QuietTime } from '../notify/quiet-time.ts'
import { ChangeLog } from '../status/change-log.ts'
import { openTray } from './open-tray.ts'

/** The tray of an engine that watches one broken monitor, and whose incidents the test tells. */
function fixture() {
  const { clock, book } = watchedBook({ monitors: [monitorInput('redis')] })
  book.recordCheck('redis', BAD)
  const changes = new ChangeLog()
  const acknowledge = vi.fn()
  let view: AlertsView = {
    ...{ incidents: [], unseen: null, revision: 0 },
    counts: { open: 0, acknowledged: 0, listed: 0 },
  }
  const feed = openTray(
    {
      ...{ clock, book, changes, acknowledge, log: recordingLog(), isDemo: false, progress: () => null },
      quiet: new QuietTime({ clock, until: null, onChange: () => {} }),
      checkNow: async () => ({ checked: 0 }),
      alerts: () => view,
    },
    { open: () => {}, quit: () => {} },
  )
  const tell = async (next: Partial<AlertsView>) => {
    view = { ...view, ...next }
    changes.changed('alerts')
    await clock.advance(60)
  }
  return { clock, feed, acknowledge, tell }
}

const incident: IncidentView = {
  ...{ id: 'i1', subject: { type: 'monitor', id: 'redis' }, name: 'Redis', category: 'database', tags: [] },
  ...{
    state: 'open',
    level: 'critical',
    worst: 'critical',
    status: 'unhealthy',
    message: 'Down.',
    rules: [],
  },
  ...{ startedAt: 0, resolvedAt: null, changedAt: 0, acknowledged: null, notifies: true },
  ...{ suppressedBecause: null, flapping: false, ending: null },
}

describe('the tray of an engine with incidents', () => {
  it('acknowledges what its menu names, and shows a tick once that is so, and a dot for what is unseen', async () => {
    const { clock, feed, acknowledge, tell } = fixture()
    const unseen = { count: 1, since: 0, open: 1, line: '1 incident since 18:00' }
    await tell({ incidents: [incident], counts: { open: 1, acknowledged: 0, listed: 0 }, unseen })
    expect(feed.view.icon).toBe('unhealthy-unseen')
    const item = feed.view.menu.find(one => 'label' in one && one.label === 'Acknowledge Redis')
    if (item?.type !== 'command') throw new Error('The menu does not offer to acknowledge.')
    feed.choose(item.command(clock.now()))
    expect(acknowledge.mock.calls).toEqual([[['i1']]])

    const taken = { ...incident, state: 'acknowledged' } as const
    await tell({ incidents: [taken], counts: { open: 0, acknowledged: 1, listed: 0 }, unseen: null })
    expect(feed.view.icon).toBe('unhealthy-acknowledged')
    await tell({ incidents: [incident, taken], counts: { open: 1, acknowledged: 1, listed: 0 } })
    expect(feed.view.icon).toBe('unhealthy')
    feed.stop()
  })
})
