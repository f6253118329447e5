import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { sampleIncident } from '../../../test-support/sample-incident.ts'
import type { Delivery } from '../notify/delivery.ts'
import { type AlertStore, TIMELINE_KEPT } from './alert-store.ts'
import { composeMessage } from './compose-message.ts'
import type { Incident } from './incident.ts'
import { MemoryAlertStore } from './memory-alert-store.ts'
import { SqliteAlertStore } from './sqlite-alert-store.ts'
import { timelineEntry } from './timeline.ts'

let dir: TempDir
let store: AlertStore
const over = { resolvedAt: 50, ending: 'recovered' } as const

const deliveryOf = (id: string, incident: Incident, more: Partial<Delivery> = {}): Delivery => {
  const parts = { id, kind: 'problem', fresh: [incident], also: [], over: [], now: 5 } as const
  const message = composeMessage({ ...parts, overall: { status: 'unhealthy', line: '' } })
  return {
    ...{ id, notifierId: 'desktop', message, state: 'waiting', attempts: 0, createdAt: 5 },
    ...{ nextAt: 5, endedAt: null, problem: '' },
    ...more,
  }
}
const put = (incidents: readonly Incident[], isLive = true) =>
  store.write({
    incidents: incidents.map(incident => ({ incident, isLive })),
    ...{ timeline: [], deliveries: [] },
  })

describe.each(['sqlite', 'memory'])('incidents in %s', kind => {
  beforeEach(async () => {
    dir = await makeTempDir('alert-store')
    store = kind === 'memory' ? new MemoryAlertStore() : new SqliteAlertStore(join(dir.path, 'alerts.sqlite'))
  })
  afterEach(async () => {
    store.close()
    await dir.remove()
  })

  it('are as they were written, and live as long as anything is to come of them', () => {
    const told = {
      desktop: { level: 'critical', at: 7, flapping: false, acknowledgedAt: null, isOver: false },
    } as const
    const incident = sampleIncident({ told, memory: { down: 3 }, tags: ['prod'] })
    put([incident])
    expect(store.incident(incident.id)).toEqual(incident)
    expect(store.live()).toEqual([incident])
    put([{ ...incident, ...over }], false)
    expect(store.live()).toEqual([])
    expect(store.incident(incident.id)?.resolvedAt).toBe(50)
    expect(store.incident('none')).toBeNull()
  })

  it('are found by state, level, subject and words, the newest first, a page at a time', () => {
    const names = ['1 Redis', '2 Search', '3 Redis', '4 Mail']
    const all = names.map(name => sampleIncident({ id: name, name }))
    put(all)
    put([sampleIncident({ id: '4 Mail', name: 'Mail', worst: 'warning', ...over })], false)
    const found = (query: object) => store.page({ state: 'all', limit: 10, ...query }).map(({ id }) => id)
    expect(found({})).toEqual(names.toReversed())
    expect(found({ limit: 2 })).toEqual(['4 Mail', '3 Redis'])
    expect(found({ limit: 2, after: '3 Redis' })).toEqual(['2 Search', '1 Redis'])
    expect(found({ text: 'REDIS' })).toEqual(['3 Redis', '1 Redis'])
    expect(found({ text: '%' })).toEqual([])
    expect(found({ state: 'resolved' })).toEqual(['4 Mail'])
    expect(found({ state: 'open', level: 'critical' })).toEqual(['3 Redis', '2 Search', '1 Redis'])
    expect(found({ subjectId: 'monitor-2 Search' })).toEqual(['2 Search'])
  })

  it('have a timeline, bounded, with its beginning and its end', () => {
    const incident = sampleIncident()
    put([incident])
    for (let number = 0; number < TIMELINE_KEPT + 100; number++) {
      const entry = timelineEntry(number, 'note', `${number}`)
      store.write({ incidents: [], timeline: [{ incidentId: incident.id, entry }], deliveries: [] })
    }
    const texts = store.timeline(incident.id).map(({ text }) => text)
    expect(texts).toHaveLength(TIMELINE_KEPT)
    expect([texts[0], texts.at(-1)]).toEqual(['0', `${TIMELINE_KEPT + 99}`])
  })

  it('are counted since when a person last looked', () => {
    expect(store.seenAt()).toBeNull()
    store.setSeenAt(10)
    expect(store.seenAt()).toBe(10)
    put([
      sampleIncident({ id: 'a', surfacedAt: 10 }),
      sampleIncident({ id: 'b', surfacedAt: 11 }),
      sampleIncident({ id: 'c', surfacedAt: 12, resolvedAt: 13, ending: 'gone' }),
      sampleIncident({ id: 'd', surfacedAt: null }),
    ])
    expect(store.surfacedSince(10)).toEqual({ count: 2, open: 1, gone: 1 })
  })

  it('keep their deliveries with them', () => {
    const [a, b] = [sampleIncident({ id: 'a' }), sampleIncident({ id: 'b' })]
    const first = deliveryOf('1', a)
    const second = deliveryOf('2', b, { notifierId: 'chat' })
    store.write({ incidents: [{ incident: a, isLive: true }], timeline: [], deliveries: [first, second] })
    expect(store.delivery('1')).toEqual(first)
    expect(store.waitingDeliveries()).toEqual([first, second])
    expect(store.deliveries({ incidentId: 'b', limit: 5 })).toEqual([second])
    expect(store.deliveries({ notifierId: 'desktop', limit: 5 })).toEqual([first])
    store.saveDeliveries([{ ...first, state: 'delivered', endedAt: 9 }])
    expect(store.waitingDeliveries()).toEqual([second])
    expect(store.deliveries({ limit: 5 }).map(({ id }) => id)).toEqual(['2', '1'])
  })

  it('are forgotten in time: what ended, and never what is open or waits', () => {
    const [open, past] = [sampleIncident({ id: 'open' }), sampleIncident({ id: 'past', ...over })]
    put([open])
    put([past], false)
    store.saveDeliveries([deliveryOf('waits', open), deliveryOf('done', past, { state: 'delivered' })])
    store.prune(50)
    expect(store.incident('past')).not.toBeNull()
    expect(store.delivery('done')).toBeNull()
    store.prune(51)
    expect(store.incident('past')).toBeNull()
    expect(store.incident('open')).not.toBeNull()
    expect(store.delivery('waits')).not.toBeNull()
  })
})
