import { describe, expect, it } from 'vitest'
import { type ConfigInput, configSchema } from '#shared/config.ts'
import type { Discovery } from '#shared/views.ts'
import { notYetWatched } from './not-yet-watched.ts'

function found(id: string, check: Record<string, unknown>): Discovery {
  return {
    id,
    title: id,
    evidence: 'answered',
    address: 'somewhere',
    proposal: { type: 'monitor', monitor: { id, name: id, category: 'database', check } },
  }
}

const POSTGRES = found('postgres-5432', {
  kind: 'postgres',
  url: 'postgres://postgres@127.0.0.1:5432/postgres',
})
const MYSQL = found('mysql-3306', { kind: 'tcp', host: '127.0.0.1', port: 3306 })
const BACKEND: Discovery = {
  ...found('http-8009', {}),
  proposal: { type: 'backend', backend: { id: 'http-8009', name: 'B', url: 'http://127.0.0.1:8009' } },
}
const ALL = [POSTGRES, MYSQL, BACKEND]

const left = (config: ConfigInput) => notYetWatched(ALL, configSchema.parse(config)).map(({ id }) => id)
const monitor = (check: { kind: string; [key: string]: unknown }, id = 'mine') => ({
  id,
  name: id,
  category: 'database',
  check,
})

describe('what is not watched yet', () => {
  it('is everything while nothing is configured', () => {
    expect(left({})).toEqual(['postgres-5432', 'mysql-3306', 'http-8009'])
  })

  it.each([
    'postgres://app:secret@localhost/app',
    'postgresql://app@127.0.0.1:5432/app',
    'postgres://[::1]:5432/app',
    'postgres://app:${env:PASSWORD}@localhost:5432/app',
  ])('does not hold what a monitor watches under %s', url => {
    expect(left({ monitors: [monitor({ kind: 'postgres', url })] })).toEqual(['mysql-3306', 'http-8009'])
  })

  it.each([
    'postgres://app@db.example.com:5432/app',
    'postgres://app@localhost:5433/app',
    '${env:DATABASE_URL}',
  ])('holds what is elsewhere than %s', url => {
    expect(left({ monitors: [monitor({ kind: 'postgres', url })] })).toContain('postgres-5432')
  })

  it('does not hold what is watched by host and port, by any kind of check, or paused', () => {
    const monitors = [{ ...monitor({ kind: 'tcp', host: '::1', port: 3306 }), paused: true }]
    expect(left({ monitors })).toEqual(['postgres-5432', 'http-8009'])
    const http = [monitor({ kind: 'http', url: 'http://localhost:8009/health' })]
    expect(left({ monitors: http })).toEqual(['postgres-5432', 'mysql-3306'])
  })

  it('does not hold what is polled as a backend, nor what was dismissed', () => {
    const backends = [{ id: 'b', name: 'B', url: 'http://localhost:8009/api/v1/health' }]
    expect(left({ backends, settings: { dismissedDiscoveries: ['mysql-3306'] } })).toEqual(['postgres-5432'])
  })

  it('is proposed with an id that is free', () => {
    const elsewhere = { kind: 'postgres', url: 'postgres://db.example.com/app' }
    const monitors = [monitor(elsewhere, 'postgres-5432'), monitor(elsewhere, 'postgres-5432-2')]
    const [first] = notYetWatched([POSTGRES], configSchema.parse({ monitors }))
    expect(first).toMatchObject({ id: 'postgres-5432', proposal: { monitor: { id: 'postgres-5432-3' } } })
  })
})
