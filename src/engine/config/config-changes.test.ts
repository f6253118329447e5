import { describe, expect, it } from 'vitest'
import { type Config, configSchema } from '#shared/config.ts'
import { configChanges } from './config-changes.ts'

const monitor = (id: string, more: object = {}) => ({
  id,
  name: id,
  category: 'apis',
  check: { kind: 'tcp', ports: [1, 2] },
  ...more,
})
const configOf = (monitors: readonly object[], more: object = {}): Config =>
  configSchema.parse({ monitors, ...more })

describe('what changed between two configurations', () => {
  it('is nothing where they say the same', () => {
    expect(
      configChanges(configOf([monitor('a')]), configOf([monitor('a', { intervalSeconds: 30 })])),
    ).toEqual({
      monitors: { added: [], changed: [], removed: [], unchanged: 1, reordered: false },
      backends: { added: [], changed: [], removed: [], unchanged: 0, reordered: false },
      thresholds: false,
      settings: false,
      sections: [],
    })
  })

  it('is told apart by id, at any depth', () => {
    const before = configOf([monitor('a'), monitor('b'), monitor('c')])
    const after = configOf([
      monitor('b', { check: { kind: 'tcp', ports: [1, 3] } }),
      monitor('c'),
      monitor('d'),
    ])
    const { monitors } = configChanges(before, after)
    expect(monitors.added.map(item => item.id)).toEqual(['d'])
    expect(monitors.changed).toEqual([after.monitors[0]])
    expect(monitors.removed.map(item => item.id)).toEqual(['a'])
    expect(monitors).toMatchObject({ unchanged: 1, reordered: false })
  })

  it('sees another order, thresholds, settings and backends', () => {
    const backend = { id: 'x', name: 'X', url: 'http://127.0.0.1' }
    const changes = configChanges(
      configOf([monitor('a'), monitor('b')]),
      configOf([monitor('b'), monitor('a')], {
        thresholds: { hysteresis: 3 },
        settings: { theme: 'dark' },
        backends: [backend],
      }),
    )
    expect(changes).toMatchObject({
      monitors: { unchanged: 2, reordered: true },
      backends: { added: [{ id: 'x' }] },
      thresholds: true,
      settings: true,
    })
  })
})
