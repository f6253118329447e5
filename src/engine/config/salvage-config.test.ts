import { describe, expect, it } from 'vitest'
import { configSchema } from '#shared/config.ts'
import { checkersForTests } from './checkers-for-tests.ts'
import { salvageConfig } from './salvage-config.ts'
import { checkValidator } from './validate-check.ts'

const validateCheck = checkValidator(checkersForTests)
const tcp = { kind: 'tcp', host: 'h', port: 1 }
const good = (id: string) => ({ id, name: id, category: 'apis', check: tcp })

describe('salvaging a configuration', () => {
  it('keeps what is valid and leaves out single monitors and backends', () => {
    const config = salvageConfig(
      {
        monitors: [
          good('a'),
          { ...good('b'), intervalSeconds: 0 },
          'rubbish',
          good('a'),
          { ...good('c'), check: { kind: 'x' } },
          good('d'),
        ],
        backends: [
          { id: 'e', name: 'E', url: 'nonsense' },
          { id: 'f', name: 'F', url: 'http://127.0.0.1' },
        ],
        unknown: 1,
      },
      validateCheck,
    )
    expect(config.monitors.map(monitor => monitor.id)).toEqual(['a', 'd'])
    expect(config.backends.map(backend => backend.id)).toEqual(['f'])
  })

  it('lets only what is wrong in thresholds and settings fall back to its default', () => {
    const config = salvageConfig({
      thresholds: {
        cpu: { warning: 95, critical: 50 },
        memory: { warning: 10 },
        disk: { warning: 1, critical: 2 },
        hysteresis: 5,
      },
      settings: { theme: 'pink', sampleSeconds: 7 },
    })
    const defaults = configSchema.parse({})
    expect(config.thresholds).toMatchObject({
      cpu: defaults.thresholds.cpu,
      memory: defaults.thresholds.memory,
      disk: { warning: 1, critical: 2 },
      hysteresis: 5,
    })
    expect(config.settings).toMatchObject({ theme: 'system', sampleSeconds: 7 })
  })

  it('falls back to the defaults where nothing can be kept', () => {
    expect(salvageConfig({ monitors: 5, backends: 'x', thresholds: [], settings: null })).toEqual(
      configSchema.parse({}),
    )
  })
})
