import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startPostgresServer } from '#demo/programs/postgres-server.ts'
import { DAY, HistoryScript, HOUR, MINUTE } from '../../../../test-support/history-script.ts'
import { openPostgresHistory } from './postgres-history-store.ts'

const page = await readFile(join(import.meta.dirname, '../../../../docs/history-postgres.md'), 'utf8')
const [schema, grafana, wrong, available, remove] = [...page.matchAll(/```sql[^\n]*\n(.*?)```/gs)].map(
  ([, text]) => text ?? '',
)

it('what docs/history-postgres.md says of the tables is so: its queries answer', async () => {
  const server = await startPostgresServer()
  const [here, there] = [
    await openPostgresHistory(`${server.url}?source=office`),
    await openPostgresHistory(`${server.url}?source=old-laptop`),
  ]
  try {
    const web = { kind: 'monitor', id: 'web' } as const
    const now = Date.now()
    for (const store of [here, there]) {
      const script = new HistoryScript(store)
      await script.describe(web, { name: 'Web', intervalMs: MINUTE })
      await script.watch([web], now - 2 * HOUR, 2 * HOUR, { maintainEvery: HOUR })
      await script.span(web, now - 40 * DAY, 'healthy')
      await script.span(web, now - 3 * DAY, 'unhealthy', null, 'Refused the connection')
    }
    await server.query(schema ?? '')
    const points = await server.query(
      (grafana ?? '').replace('$__timeFilter(at)', "at > now() - interval '1 hour'"),
    )
    expect(points.length).toBeGreaterThan(5)
    expect(points).toContainEqual({
      time: expect.any(Date),
      metric: 'office: Web',
      value: expect.any(Number),
    })
    expect(await server.query(wrong ?? '')).toMatchObject([
      { source: expect.any(String), name: 'Web', status: 'unhealthy', message: 'Refused the connection' },
      { name: 'Web' },
    ])
    expect(await server.query(available ?? '')).toMatchObject([
      { available: '90.000' },
      { available: '90.000' },
    ])
    await there.close()
    await server.query(remove ?? '')
    const left = (table: string) => server.query(`SELECT count(*)::int AS count FROM traylight.${table}`)
    for (const [table, count] of Object.entries({ source: 1, series: 1, status_span: 2, result: 120 })) {
      expect(await left(table), table).toEqual([{ count }])
    }
    expect(await here.series()).toHaveLength(1)
    expect((await here.summary({ series: [web], kinds: ['monitor'], fromMs: 0, toMs: now }))[0]?.count).toBe(
      120,
    )
  } finally {
    await Promise.all([here.close(), there.close()])
    await server.remove()
  }
})
