import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { hostname } from 'node:os'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type PostgresServer, startPostgresServer } from '#demo/programs/postgres-server.ts'
import { configSchema } from '#shared/config.ts'
import { historySchema } from '#shared/history-config.ts'
import { HOUR, pagesOf, T0 } from '../../../../test-support/history-script.ts'
import { FakeClock } from '../../fake-clock.ts'
import { ChangeLog } from '../../status/change-log.ts'
import { StatusBook } from '../../status/status-book.ts'
import { HistoryRecorder } from '../history-recorder.ts'
import { HistoryFailure, type HistoryStore } from '../history-store.ts'
import { openHistoryStore } from '../open-history-store.ts'
import { openPostgresHistory } from './postgres-history-store.ts'

const RETENTION = historySchema.parse({})
const PASSWORD = 'Sesame+opens/8'
const web = { kind: 'monitor' as const, id: 'web' }
const facts = { ...web, name: 'Web', category: 'apis', unit: 'ms', intervalMs: 10_000 }
const result = (at: number, value = 1) => ({ ...web, at, status: 'healthy' as const, value })
const batch = (...values: number[]) => ({
  ...{ series: [facts], spans: [], aliveAt: T0 },
  observations: values.map(value => result(T0 + value * 1000, value)),
})

let server: PostgresServer
let address: string
const stores: HistoryStore[] = []
const open = async (parameters: string, url = address) => {
  const store = await openPostgresHistory(`${url}${url.includes('?') ? '&' : '?'}${parameters}`)
  stores.push(store)
  return store
}
const valuesOf = async (store: HistoryStore) =>
  (await pagesOf(store, [web], 'raw', 1000)).map(({ average }) => average)

beforeAll(async () => {
  server = await startPostgresServer({ auth: 'password', password: PASSWORD })
  address = server.url
})
afterEach(async () => {
  await server.start()
  await Promise.all(stores.splice(0).map(store => store.close()))
})
afterAll(() => server.remove())

const emptyBook = (clock: FakeClock) =>
  new StatusBook(
    {
      ...{ clock, changes: new ChangeLog(), describeTarget: () => ({ text: '', host: null }) },
      ...{ externalInterfaces: () => ['eth0'], onTransition() {}, onMutes() {}, onNetworkBack() {} },
    },
    configSchema.parse({}).thresholds,
    [],
  )

/** Passes everything on, until it breaks a connection off when the server has done what COMMIT asks and before it says so. */
async function startSilencingProxy(port: number) {
  let isBreaking = false
  const sockets = new Set<Socket>()
  const proxy = createServer(client => {
    const upstream = connect(port, '127.0.0.1')
    let isSilent = false
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    }
    client.on('data', bytes => {
      if (isBreaking && bytes.includes('COMMIT')) {
        isBreaking = false
        isSilent = true
      }
      upstream.write(bytes)
    })
    upstream.on('data', bytes => (isSilent ? client.destroy() : client.write(bytes)))
    client.on('close', () => upstream.destroy())
    upstream.on('close', () => client.destroy())
  })
  await once(proxy.listen(0, '127.0.0.1'), 'listening')
  const address = proxy.address()
  return {
    port: typeof address === 'object' ? address?.port : undefined,
    breakAtCommit: () => {
      isBreaking = true
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      proxy.close()
      await once(proxy, 'close')
    },
  }
}

describe('a database that goes away', () => {
  it('loses nothing that was recorded meanwhile', async () => {
    const store = await open('schema=away&source=a')
    const clock = new FakeClock(T0)
    const problems: (string | null)[] = []
    const recorder = new HistoryRecorder({
      ...{ clock, store: () => store, onProblem: (problem: string | null) => problems.push(problem) },
      book: emptyBook(clock),
    })
    recorder.describeMetric({ ...facts, kind: 'metric', id: 'cpu' })
    const metric = { kind: 'metric' as const, id: 'cpu' }
    recorder.start()
    let written = 0
    const record = async (seconds: number) => {
      for (let second = 0; second < seconds; second++) {
        for (let part = 0; part < 5; part++) {
          recorder.add({ ...metric, at: clock.now() + part, status: null, value: written++ })
        }
        await clock.advance(1000)
        await recorder.settled()
      }
    }
    await record(5)
    await server.stop()
    await record(12)
    expect(recorder.waiting).toBeGreaterThanOrEqual(55)
    expect(problems).toHaveLength(3)
    expect(problems[0]).toMatch(
      /^The history is not written\. PostgreSQL .*127\.0\.0\.1:\d+.*written when it can be\.$/,
    )
    expect(problems.join()).not.toContain('Sesame')
    await server.start()
    await record(8)
    expect(problems.at(-1)).toBeNull()
    await recorder.stop()
    const rows = await pagesOf(store, [metric], 'raw', 1000)
    expect(rows.map(({ average }) => average)).toEqual(Array.from({ length: written }, (_, value) => value))
  })

  it('in the middle of a write has all of it or nothing, and each result once when it is written again', async () => {
    const store = await open('schema=middle&source=a')
    await store.write(batch(0))
    const observations = Array.from({ length: 30_000 }, (_, value) => result(T0 + 1000 + value, value + 1))
    let isWritten = false
    const writing = store.write({ ...batch(), observations }).then(
      () => {
        isWritten = true
      },
      (error: unknown) => error,
    )
    await new Promise(resolve => setTimeout(resolve, 60))
    await server.stop()
    const failure = await writing
    await server.start()
    if (!isWritten) {
      expect(failure).toBeInstanceOf(HistoryFailure)
      await store.write({ ...batch(), observations })
    }
    expect(
      (await store.summary({ series: [web], kinds: ['monitor'], fromMs: 0, toMs: T0 + HOUR }))[0]?.count,
    ).toBe(30_001)
  })

  it('after the last word was said and before it was answered has each result once', async () => {
    const store = await open('schema=commit&source=a')
    await store.write(batch(0))
    // The connection is broken off by the server when the transaction is about to be, or has just been, written down.
    await server.query(`
      CREATE FUNCTION commit.break() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$`)
    await server.query(`
      CREATE CONSTRAINT TRIGGER break AFTER INSERT ON commit.result DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION commit.break()`)
    const again = batch(1, 2)
    await expect(store.write(again)).rejects.toThrow(HistoryFailure)
    await server.query('DROP TRIGGER break ON commit.result')
    await store.write({ ...again, observations: [...again.observations, result(T0 + 3000, 3)] })
    expect(await valuesOf(store)).toEqual([0, 1, 2, 3])
  })

  it('does not write again what was written although nobody answered so', async () => {
    const proxy = await startSilencingProxy(server.port)
    try {
      const store = await open(
        'schema=unanswered&source=a',
        address.replace(`:${server.port}/`, `:${proxy.port}/`),
      )
      await store.write(batch(0))
      const first = batch(1, 2)
      proxy.breakAtCommit()
      await expect(store.write(first)).rejects.toThrow(/broke off the connection/)
      await store.write({ ...first, observations: [...first.observations, result(T0 + 3000, 3)] })
      expect(await valuesOf(store)).toEqual([0, 1, 2, 3])
    } finally {
      await proxy.stop()
    }
  })

  it('answers questions with the reason, and answers them when it is back', async () => {
    const store = await open('schema=asked&source=a')
    await store.write(batch(0, 1))
    await server.stop()
    await expect(valuesOf(store)).rejects.toThrow(/^PostgreSQL .*127\.0\.0\.1:\d+/)
    await server.start()
    expect(await valuesOf(store)).toEqual([0, 1])
  })
})

it('writes also while more is asked than can be answered', async () => {
  const store = await open('schema=busy&source=a')
  await store.write(batch(0))
  const other = new pg.Client({ connectionString: address })
  await other.connect()
  await other.query('BEGIN; LOCK TABLE busy.status_span IN ACCESS EXCLUSIVE MODE')
  const question = { series: null, kinds: ['monitor' as const], fromMs: 0, toMs: 1e15, limit: 1 }
  let answered = 0
  const answers = Array.from({ length: 6 }, async () => {
    await store.spans(question)
    answered++
  })
  await store.write(batch(1))
  expect(answered).toBe(0)
  await other.end()
  await Promise.all(answers)
  expect(await valuesOf(store)).toEqual([0, 1])
})

describe('a batch that cannot be written', () => {
  it('leaves nothing behind', async () => {
    const store = await open('schema=refusing&source=a')
    await store.write(batch(0))
    await server.query('ALTER TABLE refusing.status_span ADD CHECK (message <> $$bad$$)')
    const spans = [{ ...web, at: T0, status: 'healthy' as const, excuse: null, message: 'bad' }]
    const other = { ...facts, id: 'other' }
    await expect(store.write({ ...batch(1), series: [other], spans })).rejects.toThrow(HistoryFailure)
    expect(await valuesOf(store)).toEqual([0])
    expect(await store.series()).toHaveLength(1)
    // What the store remembers of series is as it is in the database.
    await store.write({ ...batch(2), series: [other], spans: [] })
    expect(await valuesOf(store)).toEqual([0, 2])
  })
})

it('is what the history is opened with where its address is set', async () => {
  const { store } = await openHistoryStore({
    file: '/nowhere/at/all',
    url: `${address}?schema=opened`,
    now: T0,
  })
  stores.push(store)
  expect(store.backup).toBeNull()
  expect(await store.info()).toMatchObject({
    store: 'postgres',
    place: expect.stringContaining(`source ${hostname()}`),
  })
})

describe('several Traylights in one database', () => {
  it('have a history each', async () => {
    const [a, b] = [await open('schema=team&source=a'), await open('schema=team&source=b')]
    await Promise.all([a.write(batch(1, 3)), b.write(batch(2))])
    await Promise.all([a.maintain(T0 + HOUR, RETENTION), b.maintain(T0 + HOUR, RETENTION)])
    expect([await valuesOf(a), await valuesOf(b)]).toEqual([[1, 3], [2]])
    expect(await server.query('SELECT name FROM team.source ORDER BY name')).toEqual([
      { name: 'a' },
      { name: 'b' },
    ])
    expect(await server.query('SELECT sum(count)::int AS count FROM team.ten_minutes')).toEqual([
      { count: 3 },
    ])
  })

  it('that start at the same moment make the tables once', async () => {
    const opened = await Promise.all(['a', 'b', 'c'].map(source => open(`schema=at_once&source=${source}`)))
    await Promise.all(opened.map(store => store.write(batch(1))))
    expect(await server.query('SELECT version FROM at_once.migration')).toEqual([{ version: 1 }])
  })

  it('under the same name are told so, and the one that is left goes on', async () => {
    const first = await open('schema=same&source=office')
    await first.write(batch(1))
    const second = await open('schema=same&source=office')
    await expect(first.write(batch(2))).rejects.toThrow(
      /another Traylight writes as "office" to PostgreSQL at 127\.0\.0\.1:\d+\. Give each a name of its own/,
    )
    await second.write(batch(3))
    await second.close()
    await first.write(batch(4))
    expect(await valuesOf(first)).toEqual([1, 3, 4])
  })

  it('roll up at the same time and do nothing twice', async () => {
    const first = await open('schema=twice&source=office')
    await first.write(batch(...Array.from({ length: 500 }, (_, value) => value)))
    const second = await open('schema=twice&source=office')
    const both = [first, second, first, second].map(store => store.maintain(T0 + 30 * HOUR, RETENTION))
    await Promise.all(both)
    // Each leaves what another is at, so that the last of it may be for the next call.
    await second.maintain(T0 + 30 * HOUR, RETENTION)
    expect(await server.query('SELECT sum(count)::int AS count FROM twice.day')).toEqual([{ count: 500 }])
    await second.write({ ...batch(), observations: [result(T0, 7)] })
    expect(await server.query('SELECT sum(count)::int AS count FROM twice.day')).toEqual([{ count: 501 }])
  })

  it('keep the history of one that has gone in order, by the retention it had', async () => {
    const gone = await open('schema=gone&source=gone')
    await gone.write(batch(1))
    await gone.maintain(T0 + 60_000, { ...RETENTION, rawHours: 1 })
    await server.query(`UPDATE gone.source SET heard_at = now() - interval '2 hours'`)
    const other = await open('schema=gone&source=other')
    await other.maintain(T0 + 24 * HOUR, RETENTION)
    const [counts] = await server.query(
      'SELECT (SELECT count(*) FROM gone.result)::int AS raw, (SELECT sum(count) FROM gone.hour)::int AS hours',
    )
    expect(counts).toEqual({ raw: 0, hours: 1 })
  })
})

describe('a database that cannot be used', () => {
  const refused = (parameters: string, url?: string) => open(parameters, url).catch((error: Error) => error)

  it.each([
    [
      'a wrong password',
      (url: string) => url.replace(encodeURIComponent(PASSWORD), 'wrong'),
      /rejected the password of user "traylight"/,
    ],
    ['no password', (url: string) => url.replace(`:${encodeURIComponent(PASSWORD)}`, ''), /password/],
    [
      'a missing database',
      (url: string) => url.replace(/postgres$/, 'nowhere'),
      /There is no database "nowhere"/,
    ],
    ['TLS that it has not', (url: string) => `${url}?sslmode=require`, /does not offer TLS/],
    [
      'nobody there',
      (url: string) => url.replace(/:\d+\/postgres$/, ':1/postgres'),
      /refused the connection on 127\.0\.0\.1:1\. Is it running\?/,
    ],
  ])('is told in words: %s', async (_, change, words) => {
    const error = await refused('source=a', change(address))
    expect(error).toBeInstanceOf(HistoryFailure)
    expect(error).toMatchObject({ message: expect.stringMatching(words) })
    expect(String(error)).not.toMatch(/Sesame|wrong@|SASL|Error:.*Error/)
  })

  it('for its rights says whose and what to grant', async () => {
    await server.query(`CREATE USER reader PASSWORD 'reading'`)
    const url = address.replace(/\/\/.*@/, '//reader:reading@')
    expect(await refused('source=a&schema=mine', url)).toMatchObject({
      message: expect.stringMatching(
        /^User "reader" may not use schema "mine" in database "postgres" .* grant it CREATE/,
      ),
    })
    // With a schema of its own it needs no more.
    await server.query('CREATE SCHEMA mine AUTHORIZATION reader')
    const store = await open('source=a&schema=mine', url)
    await store.write(batch(1))
    expect(await valuesOf(store)).toEqual([1])
  })

  it('because a newer Traylight made its tables says so', async () => {
    await open('schema=newer&source=a')
    await server.query('INSERT INTO newer.migration (version) VALUES (99)')
    expect(await refused('schema=newer&source=b')).toMatchObject({
      message: expect.stringMatching(/was made by a newer Traylight\. Update this one\.$/),
    })
  })

  it('because of its schema or address says what is wrong with them', async () => {
    expect(await refused('schema=Robert"); DROP')).toMatchObject({
      message: expect.stringMatching(/small letters, digits and underscores/),
    })
    expect(await openPostgresHistory('http://elsewhere').catch((error: Error) => error)).toMatchObject({
      message: expect.stringMatching(/not one of PostgreSQL/),
    })
  })

  it('takes a word of SQL as the name of a schema', async () => {
    const store = await open('schema=user&source=a')
    await store.write(batch(1))
    await store.maintain(T0 + HOUR, RETENTION)
    expect(await valuesOf(store)).toEqual([1])
    expect(await store.info()).toMatchObject({
      store: 'postgres',
      place: expect.stringMatching(/^127\.0\.0\.1:\d+\/postgres, schema user, source a$/),
    })
  })
})
