import { findProgram } from './find-program.ts'
import { freePort } from './free-port.ts'
import { type RestartableServer, startRestartableServer } from './restartable-server.ts'
import { makeTempDir } from './temp-dir.ts'

/** What a Redis for a test or the demo should be like. */
export interface RedisServerOptions {
  /** Clients must give this password; none is asked for if left out. */
  readonly password?: string
  /** Further settings as on the command line: `['--maxmemory', '1mb']`. */
  readonly settings?: readonly string[]
}

/** A real Redis on a free port of 127.0.0.1, keeping nothing on disk; started again it is empty. */
export interface RedisServer extends RestartableServer {
  /** With the password, where there is one. */
  readonly url: string
  readonly port: number
}

/**
 * Starts a Redis.
 *
 * @throws an error that names Debian's package where redis-server is missing.
 */
export async function startRedisServer(options: RedisServerOptions = {}): Promise<RedisServer> {
  const command = await findProgram('redis-server', [], 'redis-server')
  const dir = await makeTempDir('redis')
  const port = await freePort()
  const args = ['--bind', '127.0.0.1', '--port', String(port), '--dir', dir.path]
  args.push('--save', '', '--appendonly', 'no', '--daemonize', 'no')
  if (options.password !== undefined) args.push('--requirepass', options.password)
  args.push(...(options.settings ?? []))

  const server = await startRestartableServer(dir, {
    ...{ command, args },
    ready: /ready to accept connections/i,
    stopSignal: 'SIGTERM',
  })
  const login = options.password === undefined ? '' : `:${encodeURIComponent(options.password)}@`
  return Object.assign(server, { url: `redis://${login}127.0.0.1:${port}`, port })
}
