import { expect, it } from 'vitest'
import { deliveryWords } from './delivery-words.ts'

const delivery = { state: 'waiting', attempts: 0, at: 0, endedAt: null, nextAt: null } as const

it('a delivery says how it stands', () => {
  const now = 600_000
  expect(deliveryWords({ ...delivery, state: 'delivered', endedAt: 420_000 }, now)).toBe('told 3 min ago')
  expect(deliveryWords({ ...delivery, state: 'failed', attempts: 5 }, now)).toBe('not told, tried 5 times')
  expect(deliveryWords(delivery, now)).toBe('waits, sent now')
  expect(deliveryWords({ ...delivery, attempts: 2, nextAt: 630_000 }, now)).toBe(
    'waits, tried twice, again in 30 s',
  )
  expect(deliveryWords({ ...delivery, attempts: 1, nextAt: 1 }, now)).toBe('waits, tried once, again now')
})
