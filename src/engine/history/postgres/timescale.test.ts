import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PostgresServer, startPostgresServer } from '#demo/programs/postgres-server.ts'
import { historySchema } from '#shared/history-config.ts'
import { DAY, HistoryScript, HOUR, MINUTE, pagesOf, T0 } from '../../../../test-support/history-script.ts'
import { openPostgresHistory } from './postgres-history-store.ts'

/**
 * Stands in for TimescaleDB, which Debian does not have: functions of the documented names and arguments that note how
 * they are called and drop whole days. It shows that they are called, when, and with what; not what TimescaleDB does then.
 */
const STAND_IN = `
  CREATE SCHEMA scales;
  CREATE TABLE scales.called (what text, relation text, argument text);
  CREATE FUNCTION scales.by_range(column_name name, partition_interval interval) RETURNS text
    LANGUAGE sql AS $$ SELECT column_name || ' ' || partition_interval $$;
  CREATE FUNCTION scales.create_hypertable(relation regclass, dimension text, create_default_indexes boolean,
    if_not_exists boolean, migrate_data boolean) RETURNS void LANGUAGE sql
    AS $$ INSERT INTO scales.called VALUES ('create_hypertable', relation::text, dimension) $$;
  CREATE FUNCTION scales.hypertable_size(relation regclass) RETURNS bigint
    LANGUAGE sql AS $$ SELECT 1000000::bigint $$;
  CREATE FUNCTION scales.drop_chunks(relation regclass, older_than timestamptz) RETURNS SETOF text LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO scales.called VALUES ('drop_chunks', relation::text, older_than::text);
    EXECUTE format('DELETE FROM %s WHERE at < $1', relation) USING date_trunc('day', older_than, 'UTC');
  END $$`

let server: PostgresServer
const url = (source: string) => `${server.url}?schema=history&source=${source}`
const install = (version: string) =>
  server.query(
    `INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
    SELECT 999999, 'timescaledb', 10, oid, false, $1 FROM pg_namespace WHERE nspname = 'scales'`,
    [version],
  )

beforeAll(async () => {
  server = await startPostgresServer({ settings: { allow_system_table_mods: 'on' } })
  await server.query(STAND_IN)
})
afterAll(() => server.remove())

describe('a database with TimescaleDB', () => {
  it('has its tables divided by time when it is opened, and drops chunks that nobody keeps', async () => {
    await install('2.17.2')
    const [a, b] = [await openPostgresHistory(url('a')), await openPostgresHistory(url('b'))]
    try {
      const divided = await server.query(
        'SELECT DISTINCT relation, argument FROM scales.called ORDER BY relation',
      )
      expect(divided).toEqual([
        { relation: 'history.day', argument: 'at 1 year' },
        { relation: 'history.hour', argument: 'at 90 days' },
        { relation: 'history.minute', argument: 'at 7 days' },
        { relation: 'history.result', argument: 'at 06:00:00' },
        { relation: 'history.ten_minutes', argument: 'at 30 days' },
      ])
      const retention = { ...historySchema.parse({}), rawHours: 12 }
      const web = { kind: 'monitor', id: 'web' } as const
      for (const [store, hours] of [
        [a, 12],
        [b, 48],
      ] as const) {
        const script = new HistoryScript(store)
        await script.describe(web, { intervalMs: 10 * MINUTE })
        await script.watch([web], T0, 3 * DAY, {
          ...{ maintainEvery: 6 * HOUR, every: 6 * HOUR, retention: { ...retention, rawHours: hours } },
        })
      }
      await a.maintain(T0 + 3 * DAY + HOUR, retention)
      const raw = async (store: typeof a) => (await pagesOf(store, [web], 'raw', 1000)).map(({ at }) => at)
      const [ofA, ofB] = [await raw(a), await raw(b)]
      expect(Math.min(...ofA)).toBeGreaterThanOrEqual(T0 + 2.5 * DAY)
      // What the other keeps is still there.
      expect(Math.min(...ofB)).toBeLessThan(T0 + 1.1 * DAY)
      const dropped = await server.query(
        `SELECT relation, max(argument::timestamptz) <= $1 AS kept FROM scales.called
        WHERE what = 'drop_chunks' AND relation = 'history.result' GROUP BY relation`,
        [new Date(T0 + DAY)],
      )
      expect(dropped).toEqual([{ relation: 'history.result', kept: true }])
      expect((await a.info()).bytes).toBeGreaterThan(5_000_000)
    } finally {
      await Promise.all([a.close(), b.close()])
    }
  })

  it('of before 2.13 is used as a plain one', async () => {
    await server.query('DELETE FROM pg_extension WHERE oid = 999999; TRUNCATE scales.called')
    await install('2.12.1')
    const store = await openPostgresHistory(url('c'))
    await store.close()
    expect(await server.query('SELECT * FROM scales.called')).toEqual([])
  })
})
