import { execFile } from 'node:child_process'
import { chown, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { findProgram } from './find-program.ts'
import { freePort } from './free-port.ts'
import { type RestartableServer, startRestartableServer } from './restartable-server.ts'
import { makeTempDir } from './temp-dir.ts'
import { type UnprivilegedUser, unprivilegedUser } from './unprivileged-user.ts'

const run = promisify(execFile)
const INSTALLED = '/usr/lib/postgresql'
const PACKAGE = 'postgresql'

/** What a PostgreSQL for a test or the demo should be like. */
export interface PostgresServerOptions {
  /** `trust` (default) lets everybody in, `password` asks for the password (SCRAM). */
  readonly auth?: 'trust' | 'password'
  /** The superuser's. */
  readonly password?: string
  /** Switches TLS on, with a certificate and its key as PEM. */
  readonly tls?: { readonly cert: string; readonly key: string }
  /** Further settings: `{ max_connections: '5' }`. */
  readonly settings?: Readonly<Record<string, string>>
  /** Run by the superuser once it has started; where one fails, the server and its directory go. */
  readonly statements?: readonly string[]
}

/** A real PostgreSQL on a free port of 127.0.0.1, in a directory of its own; started again it has the same data. */
export interface PostgresServer extends RestartableServer {
  /** Of the database `postgres`, with user and password. */
  readonly url: string
  readonly port: number
  /** A superuser. */
  readonly user: string
  readonly password: string
  /** Runs one statement as the superuser, and returns its rows. */
  query(text: string, values?: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]>
}

/**
 * Starts a PostgreSQL. As root it runs as another user, because PostgreSQL refuses root.
 *
 * @throws an error that names Debian's package where PostgreSQL is missing, or the server's own where a statement fails.
 */
export async function startPostgresServer(options: PostgresServerOptions = {}): Promise<PostgresServer> {
  const folders = await installedFolders()
  const initdb = await findProgram('initdb', folders, PACKAGE)
  const command = await findProgram('postgres', folders, PACKAGE)
  const runAs = await unprivilegedUser(['postgres', 'nobody'])
  const dir = await makeTempDir('postgres')
  const user = 'traylight'
  const password = options.password ?? 'correct horse battery'
  const data = join(dir.path, 'data')
  try {
    await prepare({ initdb, dir: dir.path, data, user, password, runAs, options })
  } catch (error) {
    await dir.remove()
    throw error
  }
  // Only now, so that nobody else takes it meanwhile.
  const port = await freePort()
  const server = await startRestartableServer(dir, {
    command,
    args: ['-D', data, ...settingsOf(port, dir.path, options)],
    ready: /database system is ready to accept connections/,
    // Fast shutdown: sessions are ended, the data is left clean.
    stopSignal: 'SIGINT',
    ...(runAs === null ? {} : { runAs }),
  })
  const url = `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`
  try {
    for (const statement of options.statements ?? []) await query(url, statement)
  } catch (error) {
    await server.remove()
    throw error
  }
  return Object.assign(server, {
    ...{ url, port, user, password },
    query: (text: string, values?: readonly unknown[]) => query(url, text, values),
  })
}

/** Folders of Debian's versions of PostgreSQL, the newest first. */
async function installedFolders(): Promise<readonly string[]> {
  const versions = await readdir(INSTALLED).catch(() => [])
  return versions.sort((a, b) => Number(b) - Number(a)).map(version => join(INSTALLED, version, 'bin'))
}

interface Preparation {
  readonly initdb: string
  readonly dir: string
  readonly data: string
  readonly user: string
  readonly password: string
  readonly runAs: UnprivilegedUser | null
  readonly options: PostgresServerOptions
}

async function prepare({ initdb, dir, data, user, password, runAs, options }: Preparation): Promise<void> {
  const passwordFile = join(dir, 'password')
  await writeFile(passwordFile, password, { mode: 0o600 })
  await mkdir(data, { mode: 0o700 })
  const owned = [dir, data, passwordFile]
  if (options.tls) {
    await writeFile(join(dir, 'server.crt'), options.tls.cert, { mode: 0o600 })
    await writeFile(join(dir, 'server.key'), options.tls.key, { mode: 0o600 })
    owned.push(join(dir, 'server.crt'), join(dir, 'server.key'))
  }
  if (runAs !== null) await Promise.all(owned.map(path => chown(path, runAs.uid, runAs.gid)))
  const auth = options.auth === 'password' ? 'scram-sha-256' : 'trust'
  const args = ['-D', data, '-U', user, `--pwfile=${passwordFile}`, `--auth=${auth}`]
  args.push('--no-sync', '--no-instructions', '--encoding=UTF8', '--locale=C')
  await run(initdb, args, { cwd: dir, env: { PATH: process.env.PATH, LC_ALL: 'C' }, ...runAs })
}

/** Small and fast rather than durable: nobody needs the data after the test. */
function settingsOf(port: number, dir: string, options: PostgresServerOptions): readonly string[] {
  const settings: Readonly<Record<string, string>> = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: dir,
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    shared_buffers: '1MB',
    max_connections: '20',
    max_worker_processes: '0',
    max_parallel_workers: '0',
    max_wal_senders: '0',
    max_replication_slots: '0',
    wal_level: 'minimal',
    autovacuum: 'off',
    logging_collector: 'off',
    ...(options.tls
      ? { ssl: 'on', ssl_cert_file: join(dir, 'server.crt'), ssl_key_file: join(dir, 'server.key') }
      : {}),
    ...options.settings,
  }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

async function query(url: string, text: string, values: readonly unknown[] = []) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const result = await client.query<Record<string, unknown>>(text, [...values])
    return result.rows
  } finally {
    await client.end()
  }
}
