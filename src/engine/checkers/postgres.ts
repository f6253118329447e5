import type pg from 'pg'
import { z } from 'zod'
import type { Details, DetailValue } from '#shared/views.ts'
import { type CheckContext, CheckFailure, type CheckOutcome, defineChecker } from './checker.ts'
import { openPostgres } from './open-postgres.ts'
import { type PostgresProgress, whyPostgresFailed } from './postgres-failure.ts'
import { PostgresStream } from './postgres-stream.ts'
import { type PostgresTarget, type PostgresUrl, postgresSchema, readPostgresUrl } from './postgres-target.ts'

/** Connects to a PostgreSQL, asks it a simple question, and counts tables, rows and connections. */
export const postgresChecker = defineChecker<PostgresTarget>({
  kind: 'postgres',
  title: 'PostgreSQL',
  summary: 'Connects, runs SELECT 1, and counts tables, connections and the rows of a table.',
  schema: postgresSchema,
  defaults: { category: 'database' },
  whatToCheck: [
    'Check PostgreSQL service status.',
    'Verify connection string configuration.',
    'Check network connectivity.',
  ],
  describe(target) {
    const url = urlOf(target)
    return { text: `${url.server}/${url.database}`, host: url.host }
  },
  check: checkPostgres,
})

// One round trip for what every check shows. The count of tables is the report's; `numbackends` is what every user
// may see of the connections, unlike the rows of pg_stat_activity.
const OVERVIEW = `SELECT current_setting('server_version'),
  (SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'),
  (SELECT sum(numbackends) FROM pg_stat_database),
  current_setting('max_connections')`
const overviewRow = z.tuple([z.string(), z.coerce.number(), z.coerce.number(), z.coerce.number()])
const countRow = z.tuple([z.coerce.number()])

/** The longest text of the operator's query that is shown. */
const MAX_VALUE_LENGTH = 200

async function checkPostgres(target: PostgresTarget, context: CheckContext): Promise<CheckOutcome> {
  const { default: driver } = await import('pg')
  const url = urlOf(target)
  const progress: PostgresProgress = { step: 'connecting', stream: null }
  let client: pg.Client | null = null
  try {
    const started = context.clock.monotonic()
    const opened = await openPostgres(url, target, context.signal, () => {
      progress.step = 'securing'
    })
    progress.stream = new PostgresStream(opened.socket)
    client = await logIn(driver, url, progress, progress.stream)
    const connectMs = context.clock.monotonic() - started
    const outcome = await ask(driver, client, target, context, progress, connectMs)
    return opened.certificateExpiresAt === null
      ? outcome
      : { ...outcome, certificateExpiresAt: opened.certificateExpiresAt }
  } catch (error) {
    throw whyPostgresFailed(error, progress, { url, target, context, DatabaseError: driver.DatabaseError })
  } finally {
    // The goodbye is sent and not waited for: the stream ends with it.
    if (client === null || context.signal.aborted) progress.stream?.destroy()
    else client.end().catch(() => {})
  }
}

async function logIn(
  driver: typeof pg,
  url: PostgresUrl,
  progress: PostgresProgress,
  stream: PostgresStream,
): Promise<pg.Client> {
  progress.step = 'login'
  const client = new driver.Client({
    user: url.user,
    // A function keeps the driver from looking for a password in the environment and in files.
    password: () => url.password ?? '',
    database: url.database,
    host: url.host ?? 'localhost',
    port: 5432,
    ssl: false,
    application_name: 'traylight',
    stream: () => stream,
    // Values are shown, not computed with: they stay text, and no parser meets what a stranger sends.
    types: { getTypeParser: () => (text: string) => text },
  })
  client.on('error', () => {})
  await client.connect()
  return client
}

async function ask(
  driver: typeof pg,
  client: pg.Client,
  target: PostgresTarget,
  context: CheckContext,
  progress: PostgresProgress,
  connectMs: number,
): Promise<CheckOutcome> {
  progress.step = 'asking'
  // A little less than the check's own time, so that a slow statement ends on the server and is named as the cause.
  const statementTimeout = Math.max(1, Math.floor((context.timeoutMs - connectMs) * 0.9))
  await client.query(`BEGIN TRANSACTION READ ONLY; SET LOCAL statement_timeout = ${statementTimeout}`)
  const asked = context.clock.monotonic()
  await client.query('SELECT 1')
  const queryMs = context.clock.monotonic() - asked

  const [longVersion, tables, connections, maxConnections] = overviewRow.parse(
    await firstRow(client, OVERVIEW),
  )
  const version = longVersion.split(' ', 1)[0] ?? longVersion
  const rows = await countRows(driver, client, target, progress)
  const details: Details = {
    version,
    tables,
    ...rows,
    ...(await runQuery(client, target, progress)),
    connections,
    maxConnections,
    connectMs: toTenths(connectMs),
    queryMs: toTenths(queryMs),
  }
  await client.query('COMMIT')
  const facts = [`PostgreSQL ${version}`, `${tables} ${tables === 1 ? 'table' : 'tables'}`]
  if (rows.rowsOf !== undefined)
    facts.push(`${rows.rows} ${rows.rows === 1 ? 'row' : 'rows'} in ${rows.rowsOf}`)
  return { status: 'healthy', message: facts.join(', '), responseTimeMs: connectMs + queryMs, details }
}

async function countRows(
  driver: typeof pg,
  client: pg.Client,
  target: PostgresTarget,
  progress: PostgresProgress,
): Promise<{ readonly rows?: number; readonly rowsOf?: string }> {
  if (target.countRowsOf === undefined) return {}
  progress.step = 'counting'
  const table = target.countRowsOf.split('.').map(driver.escapeIdentifier).join('.')
  const [rows] = countRow.parse(await firstRow(client, `SELECT count(*) FROM ${table}`))
  return { rows, rowsOf: target.countRowsOf }
}

async function runQuery(
  client: pg.Client,
  target: PostgresTarget,
  progress: PostgresProgress,
): Promise<{ readonly value?: DetailValue }> {
  if (target.query === undefined) return {}
  progress.step = 'query'
  const row = await firstRow(client, target.query)
  return { value: shown(row[0]) }
}

/** The first row that a single statement returns; empty where it returns none. */
async function firstRow(client: pg.Client, text: string): Promise<readonly unknown[]> {
  // The extended protocol takes one statement only, so nothing behind a semicolon can leave the read-only transaction.
  const config = { text, rowMode: 'array' as const, queryMode: 'extended' }
  const result = await client.query<unknown[]>(config)
  return result.rows[0] ?? []
}

function shown(value: unknown): DetailValue {
  if (typeof value !== 'string') return null
  const number = Number(value)
  if (/^-?\d+(\.\d+)?$/.test(value) && String(number) === value) return number
  return value.length > MAX_VALUE_LENGTH ? `${value.slice(0, MAX_VALUE_LENGTH)}…` : value
}

function urlOf(target: PostgresTarget): PostgresUrl {
  const url = readPostgresUrl(target.url)
  if (url === null) throw new CheckFailure('misconfigured', 'The connection URL is not one of PostgreSQL.')
  return url
}

function toTenths(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10
}
