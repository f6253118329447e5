import { findProgram } from './find-program.ts'
import { freePort } from './free-port.ts'
import { type ServerProcess, startServerProcess } from './server-process.ts'
import { makeTempDir } from './temp-dir.ts'

/** What the Redis of a test should be like. */
export interface RedisServerOptions {
  /** Clients must give this password; none is asked for if left out. */
  readonly password?: string
  /** Further settings as on the command line: `['--maxmemory', '1mb']`. */
  readonly settings?: readonly string[]
}

/** A real Redis on a free port of 127.0.0.1, keeping nothing on disk. */
export interface RedisServer {
  /** With the password, where there is one. */
  readonly url: string
  readonly port: number
  /** Null while it is stopped. */
  readonly pid: number | null
  /** Starts it again on the same port, empty; does nothing while it runs. */
  start(): Promise<void>
  /** Ends it and waits until it is gone; `start` brings it back. */
  stop(): Promise<void>
  /** Freezes it (SIGSTOP): connections are accepted and never answered. */
  pause(): void
  resume(): void
  /** Stops it for good and removes its directory. */
  remove(): Promise<void>
}

/**
 * Starts a Redis for a test.
 *
 * @throws an error that names Debian's package where redis-server is missing.
 */
export async function startRedisServer(options: RedisServerOptions = {}): Promise<RedisServer> {
  const command = await findProgram('redis-server', [], 'redis-server')
  const dir = await makeTempDir('redis')
  const port = await freePort()
  let running: ServerProcess | null = null

  const args = ['--bind', '127.0.0.1', '--port', String(port), '--dir', dir.path]
  args.push('--save', '', '--appendonly', 'no', '--daemonize', 'no')
  if (options.password !== undefined) args.push('--requirepass', options.password)
  args.push(...(options.settings ?? []))

  const server: RedisServer = {
    url: `redis://${options.password === undefined ? '' : `:${encodeURIComponent(options.password)}@`}127.0.0.1:${port}`,
    port,
    get pid() {
      return running?.pid ?? null
    },
    async start() {
      running ??= await startServerProcess({
        command,
        args,
        ready: /ready to accept connections/i,
        stopSignal: 'SIGTERM',
        cwd: dir.path,
      })
    },
    async stop() {
      const stopping = running
      running = null
      await stopping?.stop()
    },
    pause: () => running?.pause(),
    resume: () => running?.resume(),
    async remove() {
      await server.stop()
      await dir.remove()
    },
  }
  try {
    await server.start()
  } catch (error) {
    await dir.remove()
    throw error
  }
  return server
}
