import { expect, it } from 'vitest'
import { idSchema } from '#shared/config-id.ts'
import { idFromName } from './item-id.ts'

it.each(['PostgreSQL (main)', 'Überwachung', '  ', '日本語', 'x'.repeat(200), '...'])(
  'the id made from "%s" is one',
  name => {
    const id = idFromName(name, new Set())
    expect(idSchema.safeParse(id).success).toBe(true)
    const second = idFromName(name, new Set([id]))
    expect(second).not.toBe(id)
    expect(idSchema.safeParse(second).success).toBe(true)
  },
)

it('reads like the name, with a number where it is taken', () => {
  expect(idFromName('PostgreSQL (main)', new Set())).toBe('postgresql-main')
  expect(idFromName('Redis', new Set(['redis', 'redis-2']))).toBe('redis-3')
})
