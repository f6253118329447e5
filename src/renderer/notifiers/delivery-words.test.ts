import { describe, expect, it } from 'vitest'
import type { DeliveryView } from '#shared/incidents.ts'
import { deliveryWords, latestByNotifier } from './delivery-words.ts'

const NOW = 1_000_000

function delivery(more: Partial<DeliveryView>): DeliveryView {
  return {
    ...{
      id: 'd',
      at: NOW,
      notifierId: 'slack',
      notifierName: 'Slack',
      notifierKind: 'slack',
      title: 'It is down',
    },
    ...{ incidentIds: [], state: 'delivered', attempts: 1, endedAt: NOW, nextAt: null, message: '' },
    ...more,
  }
}

describe('a delivery in words', () => {
  it('says that it went well, and at which attempt', () => {
    expect(deliveryWords(delivery({}), NOW)).toBe('Delivered')
    expect(deliveryWords(delivery({ attempts: 3 }), NOW)).toBe('Delivered at attempt 3')
  })

  it('says that it was given up', () => {
    expect(deliveryWords(delivery({ state: 'failed', attempts: 1 }), NOW)).toBe('Given up after 1 attempt')
    expect(deliveryWords(delivery({ state: 'failed', attempts: 6 }), NOW)).toBe('Given up after 6 attempts')
  })

  it('says when it is tried again', () => {
    const waiting = (more: Partial<DeliveryView>) =>
      deliveryWords(delivery({ state: 'waiting', ...more }), NOW)
    expect(waiting({ attempts: 0 })).toBe('Waiting')
    expect(waiting({ attempts: 1, nextAt: NOW + 30_000 })).toBe('Waiting, tried once, next in 30 s')
    expect(waiting({ attempts: 2, nextAt: NOW - 1 })).toBe('Waiting, tried 2 times, next now')
  })
})

it('finds the latest delivery of each notifier', () => {
  const latest = latestByNotifier([
    delivery({ id: 'newest' }),
    delivery({ id: 'mail', notifierId: 'mail' }),
    delivery({ id: 'oldest' }),
  ])
  expect([...latest].map(([id, found]) => [id, found.id]).sort()).toEqual([
    ['mail', 'mail'],
    ['slack', 'newest'],
  ])
})
