import { z } from 'zod'
import type { SocketAddress } from './open-socket.ts'
import { type TlsOptions, tlsOptionsSchema } from './tls-options.ts'

const TABLE_PART = /^[^.\0]{1,63}$/
const isTableName = (text: string) => {
  const parts = text.split('.')
  return parts.length <= 2 && parts.every(part => TABLE_PART.test(part))
}

/** What a `postgres` check is told. */
export const postgresSchema = z.strictObject({
  url: z
    .string()
    .refine(text => readPostgresUrl(text) !== null, {
      error: 'Give a connection URL such as postgres://user:password@127.0.0.1:5432/database.',
    })
    .meta({ title: 'URL', description: 'postgres://user:password@host:5432/database' }),
  countRowsOf: z
    .string()
    .refine(isTableName, 'Give the name of one table, such as dashboard_users or schema.table.')
    .optional()
    .meta({
      title: 'Count rows of',
      description: 'A table, as it is spelled in the database: dashboard_users or schema.table.',
    }),
  query: z.string().trim().min(1, 'Write a query, or leave it out.').max(10_000).optional().meta({
    title: 'Query',
    description: 'One statement, run read-only. The first value of its first row is shown.',
    advanced: true,
  }),
  tls: tlsOptionsSchema.optional().meta({
    title: 'TLS',
    description: 'Given, the connection is encrypted; left out, it is as sslmode in the URL says.',
    advanced: true,
  }),
})
export type PostgresTarget = z.infer<typeof postgresSchema>

/** A connection URL, taken apart. */
export interface PostgresUrl {
  readonly address: SocketAddress
  /** Host and port or socket file, without credentials. */
  readonly server: string
  /** The host's name; null for a Unix socket. */
  readonly host: string | null
  readonly user: string
  readonly password: string | null
  readonly database: string
  /** As `sslmode` says; null is without TLS. */
  readonly tls: TlsOptions | null
}

/** TLS by `sslmode` (libpq, section "SSL Mode Descriptions"): `require` encrypts and verifies nothing. */
function tlsOf(sslmode: string | null): TlsOptions | null {
  if (sslmode === 'require' || sslmode === 'no-verify') return { rejectUnauthorized: false }
  if (sslmode === 'verify-ca' || sslmode === 'verify-full') return { rejectUnauthorized: true }
  // `allow` and `prefer` would do without: a check is told one way or the other, so they are off.
  return null
}

/** Takes a connection URL apart (libpq, section "Connection URIs"); null where it is none. */
export function readPostgresUrl(text: string): PostgresUrl | null {
  const url = parse(text)
  if (url === null || !['postgres:', 'postgresql:'].includes(url.protocol)) return null
  const decoded = [url.username, url.password, url.pathname.slice(1), url.hostname].map(decode)
  const [user, password, database, hostname] = decoded
  if (user == null || password == null || database == null || hostname == null) return null

  const options = url.searchParams
  const host = (hostname || options.get('host') || '127.0.0.1').replace(/^\[(.*)\]$/, '$1')
  const port = Number(url.port || options.get('port') || 5432)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return null
  const onSocket = host.startsWith('/')
  const named = user || options.get('user') || 'postgres'
  return {
    address: onSocket ? { path: `${host}/.s.PGSQL.${port}` } : { host, port },
    server: onSocket ? `${host}/.s.PGSQL.${port}` : `${host.includes(':') ? `[${host}]` : host}:${port}`,
    host: onSocket ? null : host,
    user: named,
    password: password || options.get('password'),
    database: database || named,
    tls: tlsOf(options.get('sslmode')),
  }
}

function parse(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
