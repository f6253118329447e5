import { expect, test } from 'vitest'
import { hasRestarted } from './has-restarted.ts'

test.each([
  ['another instance', { instance: 'a' }, { instance: 'b' }, true],
  ['the same instance', { instance: 'a' }, { instance: 'a' }, false],
  ['uptime went back', { uptimeSeconds: 500 }, { uptimeSeconds: 3 }, true],
  ['uptime went on', { uptimeSeconds: 500 }, { uptimeSeconds: 530 }, false],
  ['uptime rounded down', { uptimeSeconds: 500.9 }, { uptimeSeconds: 500 }, false],
  [
    'the host name as instance, uptime back',
    { instance: 'h', uptimeSeconds: 9 },
    { instance: 'h', uptimeSeconds: 1 },
    true,
  ],
  ['nothing known before', {}, { instance: 'a', uptimeSeconds: 1 }, false],
  ['nothing known now', { instance: 'a', uptimeSeconds: 9 }, {}, false],
])('%s', (_, previous, next, restarted) => {
  expect(hasRestarted(previous, next)).toBe(restarted)
})
