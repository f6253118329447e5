import { describe, expect, it } from 'vitest'
import { FakeClock } from '../fake-clock.ts'
import { ChangeLog } from '../status/change-log.ts'
import { NO_TRAY_ALERTS } from './tray-alerts.ts'
import { TrayFeed } from './tray-feed.ts'
import type { TrayCommand } from './tray-menu.ts'
import type { TraySnapshot } from './tray-snapshot.ts'

function fixture() {
  const clock = new FakeClock()
  const changes = new ChangeLog()
  const chosen: TrayCommand[] = []
  let line = 'All 3 healthy'
  let quietUntil: number | null = null
  let waiting: TraySnapshot['alerts']['waiting'] = []
  const snapshot = (): TraySnapshot => ({
    now: clock.now(),
    overall: {
      ...{ status: 'healthy', problems: [], since: 0, line, offline: false, mutedProblems: 0 },
      ...{ healthyServices: 3, totalServices: 3, healthPercentage: 100, mutedCount: 0, pausedCount: 0 },
    },
    alerts: { ...NO_TRAY_ALERTS, waiting },
    ...{ isDemo: false, quietUntil, muted: [], progress: null },
  })
  const feed = new TrayFeed({ clock, changes, snapshot, choose: command => chosen.push(command) })
  const titles: string[] = []
  feed.onChange(() => titles.push(feed.view.title))
  return {
    ...{ clock, changes, feed, titles, chosen },
    say: (words: string) => {
      line = words
      changes.changed('overall')
    },
    open: (name: string) => {
      waiting = [...waiting, { id: name, name }]
      changes.changed('alerts')
    },
    beQuiet: (until: number) => {
      quietUntil = until
      changes.changed('info')
    },
  }
}

describe('the tray of a running engine', () => {
  it('is told only when it looks different, and many changes at once as one', async () => {
    const { clock, changes, titles, say } = fixture()
    say('2 of 3 healthy')
    say('All 2 healthy')
    await clock.advance(60)
    changes.changed('overall')
    changes.changed('monitor', 'a')
    await clock.advance(60)
    expect(titles).toEqual(['Traylight: All 2 healthy'])
  })

  it('is drawn anew when an incident opens', async () => {
    const { clock, feed, open } = fixture()
    open('Redis')
    await clock.advance(60)
    expect(feed.view.menu).toContainEqual(expect.objectContaining({ label: 'Acknowledge Redis' }))
  })

  it('counts quiet time down by the minute', async () => {
    const { clock, feed, beQuiet } = fixture()
    const left = () =>
      feed.view.menu.flatMap(item => ('label' in item && / left$/.test(item.label) ? [item.label] : []))
    beQuiet(clock.now() + 600_000)
    await clock.advance(60)
    expect(left()[0]).toMatch(/10 min left$/)
    await clock.advance(120_000)
    expect(left()[0]).toMatch(/8 min left$/)
  })

  it('says at its end that nobody is watching any more, and stops', async () => {
    const { clock, feed, titles, say } = fixture()
    feed.stop()
    say('All 5 healthy')
    await clock.advance(120_000)
    expect(titles).toEqual(['Traylight is not watching'])
    expect(clock.waiting).toBe(0)
  })

  it('hands on what is chosen', () => {
    const { feed, chosen } = fixture()
    feed.choose({ do: 'check-everything' })
    expect(chosen).toEqual([{ do: 'check-everything' }])
  })
})
