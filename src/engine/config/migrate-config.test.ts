import { describe, expect, it } from 'vitest'
import { type Migration, migrateConfig } from './migrate-config.ts'

const migrations: readonly Migration[] = [
  { to: 3, change: config => ({ ...config, third: true }) },
  {
    to: 2,
    change: ({ checks, ...rest }) => ({ ...rest, monitors: checks }),
  },
]

describe('migrating a configuration', () => {
  it('takes a file without a version for version 1 and applies every step, oldest first', () => {
    expect(migrateConfig({ checks: [1] }, migrations, 3)).toEqual({
      ok: true,
      value: { monitors: [1], third: true, version: 3 },
    })
  })

  it('applies only the steps that are missing', () => {
    expect(migrateConfig({ version: 2, checks: 'kept' }, migrations, 3)).toEqual({
      ok: true,
      value: { checks: 'kept', third: true, version: 3 },
    })
  })

  it('leaves a current file alone', () => {
    const value = { version: 1, monitors: [] }
    expect(migrateConfig(value)).toEqual({ ok: true, value })
  })

  it('refuses a newer version with a sentence', () => {
    const result = migrateConfig({ version: 4 }, migrations, 3)
    expect(result.ok || result.problems).toEqual([
      {
        path: ['version'],
        message:
          'This configuration has version 4, and this Traylight understands versions up to 3. Update Traylight, or use an older copy of the file.',
      },
    ])
  })

  it.each(['1', 1.5, 0, null, []])('refuses %j as a version', version => {
    const result = migrateConfig({ version: version === null ? 'x' : version })
    expect(result.ok || result.problems[0]?.message).toBe(
      'Give the version as a whole number, such as 1, or leave it out.',
    )
  })
})
