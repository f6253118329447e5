import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PostgresServer, startPostgresServer } from '#demo/programs/postgres-server.ts'
import { makeSelfSigned, type SelfSigned } from '../../../test-support/self-signed.ts'
import { systemClock } from '../clock.ts'
import { KeptResources } from '../watch/kept-resources.ts'
import { postgresChecker } from './postgres.ts'
import { runCheck } from './run-check.ts'

const keep = new KeptResources().keeperFor('test')

function check(target: object, timeoutMs = 10_000) {
  return runCheck(postgresChecker, postgresChecker.schema.parse(target), {
    timeoutMs,
    clock: systemClock,
    keep,
  })
}

let server: PostgresServer
let urlOf: (parts: { user?: string; password?: string; database?: string }) => string

beforeAll(async () => {
  server = await startPostgresServer({ auth: 'password' })
  urlOf = ({ user = server.user, password = server.password, database = 'postgres' }) =>
    `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${server.port}/${database}`
  await server.query('CREATE TABLE dashboard_users (id int)')
  await server.query('INSERT INTO dashboard_users SELECT generate_series(1, 42)')
  await server.query('CREATE TABLE secrets (id int)')
  await server.query('CREATE SCHEMA "Odd ""Schema"')
  await server.query('CREATE TABLE "Odd ""Schema"."Odd; Table" (id int)')
  await server.query(`CREATE USER reader PASSWORD 'reading'`)
})
afterAll(() => server.remove())

describe('a PostgreSQL that works', () => {
  it('is healthy, with the details that the report lists', async () => {
    const outcome = await check({ url: server.url, countRowsOf: 'dashboard_users' })
    expect(outcome).toMatchObject({
      status: 'healthy',
      message: expect.stringMatching(/^PostgreSQL \d+\.\d+, 2 tables, 42 rows in dashboard_users$/),
      details: {
        version: expect.stringMatching(/^\d+\.\d+$/),
        tables: 2,
        rows: 42,
        rowsOf: 'dashboard_users',
        connections: expect.any(Number),
        maxConnections: 20,
        connectMs: expect.any(Number),
        queryMs: expect.any(Number),
      },
    })
    expect(outcome.responseTimeMs).toBeGreaterThan(0)
    expect(outcome.details.connections).toBeGreaterThanOrEqual(1)
  })

  it('counts no rows where no table is named', async () => {
    expect((await check({ url: server.url })).details).not.toHaveProperty('rows')
  })

  it('counts the rows of a table with any name in any schema, and runs nothing that the name may contain', async () => {
    const outcome = await check({ url: server.url, countRowsOf: 'Odd "Schema.Odd; Table' })
    expect(outcome).toMatchObject({ status: 'healthy', details: { rows: 0 } })
    const injected = await check({ url: server.url, countRowsOf: 'dashboard_users; DROP TABLE secrets' })
    expect(injected.message).toMatch(/^There is no table "dashboard_users; DROP TABLE secrets"/)
    expect(await server.query('SELECT count(*) FROM secrets')).toHaveLength(1)
  })

  it('shows the first value of a query of one’s own', async () => {
    const value = async (query: string) => (await check({ url: server.url, query })).details.value
    expect(await value('SELECT count(*) FROM dashboard_users')).toBe(42)
    expect(await value(`SELECT 'blue', 2`)).toBe('blue')
    expect(await value('SELECT NULL')).toBe(null)
    expect(await value('SELECT 1 WHERE false')).toBe(null)
    expect(await value('SELECT 123456789012345678901')).toBe('123456789012345678901')
    expect(await value(`SELECT repeat('x', 5000)`)).toBe(`${'x'.repeat(200)}…`)
  })

  it('leaves no connection behind, whether the check succeeds or fails', async () => {
    await check({ url: server.url })
    await check({ url: server.url, countRowsOf: 'missing' })
    await expect
      .poll(() => server.query(`SELECT pid FROM pg_stat_activity WHERE application_name = 'traylight'`))
      .toEqual([])
  })

  it('calls itself traylight', async () => {
    const outcome = await check({ url: server.url, query: `SELECT current_setting('application_name')` })
    expect(outcome.details.value).toBe('traylight')
  })
})

describe('a check that asks for what there is not', () => {
  const failures: readonly {
    world: string
    target: () => object
    message: RegExp
    failure: string
  }[] = [
    {
      world: 'a wrong password',
      target: () => ({ url: urlOf({ password: 'wrong' }) }),
      message: /^PostgreSQL at 127\.0\.0\.1:\d+ rejected the password of user "traylight"\. Correct it/,
      failure: 'auth',
    },
    {
      world: 'no password',
      target: () => ({ url: `postgres://traylight@127.0.0.1:${server.port}/postgres` }),
      message: /asks user "traylight" for a password, and none is given\. Add it/,
      failure: 'auth',
    },
    {
      world: 'a missing database',
      target: () => ({ url: urlOf({ database: 'nowhere' }) }),
      message: /^There is no database "nowhere" on PostgreSQL at 127\.0\.0\.1:\d+\. Create it/,
      failure: 'misconfigured',
    },
    {
      world: 'a missing table',
      target: () => ({ url: server.url, countRowsOf: 'missing' }),
      message: /^There is no table "missing" in database "postgres"/,
      failure: 'misconfigured',
    },
    {
      world: 'a table that the user may not read',
      target: () => ({ url: urlOf({ user: 'reader', password: 'reading' }), countRowsOf: 'secrets' }),
      message: /^User "reader" may not read table "secrets".* Grant it SELECT/,
      failure: 'auth',
    },
    {
      world: 'TLS where there is none',
      target: () => ({ url: `${server.url}?sslmode=require` }),
      message: /does not offer TLS\. Switch it on there/,
      failure: 'tls',
    },
    {
      world: 'a query that writes',
      target: () => ({ url: server.url, query: 'CREATE TABLE written (id int)' }),
      message: /^The query tries to write\. A check only reads/,
      failure: 'misconfigured',
    },
    {
      world: 'a query that leaves the read-only transaction first',
      target: () => ({ url: server.url, query: 'COMMIT; CREATE TABLE written (id int)' }),
      message: /does not accept the query: cannot insert multiple commands/,
      failure: 'misconfigured',
    },
    {
      world: 'a query that is none',
      target: () => ({ url: server.url, query: 'SELEKT 1' }),
      message: /does not accept the query: syntax error at or near "SELEKT"\. Correct/,
      failure: 'misconfigured',
    },
    {
      world: 'a query that returns without end',
      target: () => ({ url: server.url, query: `SELECT repeat('x', 5000) FROM generate_series(1, 100000)` }),
      message: /^The query returned far too much\. Let it return one value/,
      failure: 'misconfigured',
    },
    {
      world: 'a query that copies out',
      target: () => ({ url: server.url, query: 'COPY dashboard_users TO STDOUT' }),
      message: /^The query is not answered with rows\. Write a SELECT/,
      failure: 'misconfigured',
    },
  ]

  it.each(failures)('says so: $world', async ({ target, message, failure }) => {
    const outcome = await check(target())
    expect(outcome.message).toMatch(message)
    expect(outcome).toMatchObject({ status: 'unhealthy', failure })
    expect(await server.query(`SELECT 1 FROM pg_tables WHERE tablename = 'written'`)).toEqual([])
  })

  it('says so: a query that takes too long, which is ended on the server as well', async () => {
    const outcome = await check({ url: server.url, query: 'SELECT pg_sleep(60)' }, 1500)
    expect(outcome.message).toMatch(/^The query took PostgreSQL .* longer than the timeout allows\. Raise/)
    expect(outcome.failure).toBe('timeout')
    await expect
      .poll(() => server.query(`SELECT pid FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'`))
      .toEqual([])
  })

  it('says so: no connection left', async () => {
    await server.query('ALTER USER reader CONNECTION LIMIT 0')
    const outcome = await check({ url: urlOf({ user: 'reader', password: 'reading' }) })
    await server.query('ALTER USER reader CONNECTION LIMIT -1')
    expect(outcome.message).toMatch(/has no connection left to give\. Close idle ones or raise/)
  })
})

describe('a PostgreSQL that comes and goes', () => {
  it('is unhealthy while it is stopped, and healthy once it is started again', async () => {
    await server.stop()
    const stopped = await check({ url: server.url })
    expect(stopped).toMatchObject({ status: 'unhealthy', failure: 'refused', responseTimeMs: null })
    expect(stopped.message).toBe(
      `PostgreSQL refused the connection on 127.0.0.1:${server.port}. Is it running?`,
    )
    await server.start()
    expect(await check({ url: server.url })).toMatchObject({ status: 'healthy' })
  })

  it('is unhealthy while it is frozen', async () => {
    server.pause()
    const frozen = await check({ url: server.url }, 500)
    server.resume()
    expect(frozen).toMatchObject({ status: 'unhealthy', failure: 'timeout' })
    expect(frozen.message).toMatch(
      /accepted the connection but said nothing within 0\.5 s\. It may be frozen/,
    )
    expect(await check({ url: server.url })).toMatchObject({ status: 'healthy' })
  })
})

describe('a PostgreSQL with TLS', () => {
  let secured: PostgresServer
  let certificate: SelfSigned
  beforeAll(async () => {
    certificate = await makeSelfSigned(['DNS:db.example.com'])
    secured = await startPostgresServer({ tls: certificate })
  })
  afterAll(() => secured.remove())

  it('is encrypted and shows when its certificate expires', async () => {
    const query = 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()'
    const outcome = await check({
      url: secured.url,
      query,
      tls: { ca: certificate.cert, servername: 'db.example.com' },
    })
    expect(outcome).toMatchObject({ status: 'healthy', details: { value: 't' } })
    const days = ((outcome.certificateExpiresAt ?? 0) - Date.now()) / 86_400_000
    expect(days).toBeGreaterThan(1)
    expect(days).toBeLessThan(3)
  })

  it('is taken as it is with sslmode=require', async () => {
    expect(await check({ url: `${secured.url}?sslmode=require` })).toMatchObject({ status: 'healthy' })
  })

  it('is refused where the certificate is self-signed', async () => {
    const outcome = await check({ url: `${secured.url}?sslmode=verify-full` })
    expect(outcome).toMatchObject({ status: 'unhealthy', failure: 'tls' })
    expect(outcome.message).toMatch(
      /^The certificate of 127\.0\.0\.1:\d+ is self-signed\. Trust its authority/,
    )
  })

  it('is refused where the certificate is for another name', async () => {
    const outcome = await check({ url: secured.url, tls: { ca: certificate.cert } })
    expect(outcome).toMatchObject({ status: 'unhealthy', failure: 'tls' })
    expect(outcome.message).toMatch(/^The certificate at 127\.0\.0\.1:\d+ was issued for another name\./)
  })
})

describe('what a check may be told', () => {
  it('describes where it goes without credentials', () => {
    expect(postgresChecker.describe({ url: 'postgres://me:secret@db.example.com/shop' })).toEqual({
      text: 'db.example.com:5432/shop',
      host: 'db.example.com',
    })
    expect(postgresChecker.describe({ url: 'postgresql://me@[::1]:5433' })).toEqual({
      text: '[::1]:5433/me',
      host: '::1',
    })
    expect(postgresChecker.describe({ url: 'postgres:///shop?host=/var/run/postgresql' })).toEqual({
      text: '/var/run/postgresql/.s.PGSQL.5432/shop',
      host: null,
    })
  })

  it.each([
    'mysql://127.0.0.1/shop',
    '127.0.0.1:5432',
    'postgres://127.0.0.1:99999/shop',
    'postgres://me:%zz@127.0.0.1/shop',
    '',
  ])('does not take %j for a connection URL', url => {
    expect(postgresChecker.schema.safeParse({ url }).success).toBe(false)
  })

  it.each(['', 'a.b.c', '.a', 'a.', 'a\0b'])('does not take %j for a table', countRowsOf => {
    const url = 'postgres://127.0.0.1/shop'
    expect(postgresChecker.schema.safeParse({ url, countRowsOf }).success).toBe(false)
  })
})
