import { type ServerCommand, type ServerProcess, startServerProcess } from './server-process.ts'
import type { TempDir } from './temp-dir.ts'

/** A server that can be stopped and started again, with a directory of its own. */
export interface RestartableServer {
  /** Null while it is stopped, and after it ended by itself. */
  readonly pid: number | null
  /** Starts it again; does nothing while it runs. */
  start(): Promise<void>
  /** Ends it and waits until it is gone; `start` brings it back. */
  stop(): Promise<void>
  /** Freezes it (SIGSTOP): connections are accepted and never answered. */
  pause(): void
  resume(): void
  /** Stops it for good and removes its directory. */
  remove(): Promise<void>
}

/** Starts a server in its directory, which goes with it also where it cannot be started. */
export async function startRestartableServer(
  dir: TempDir,
  command: Omit<ServerCommand, 'cwd'>,
): Promise<RestartableServer> {
  let running: ServerProcess | null = null
  const server: RestartableServer = {
    get pid() {
      return running?.pid ?? null
    },
    async start() {
      if (running !== null) return
      const started = await startServerProcess({ ...command, cwd: dir.path })
      running = started
      void started.ended.then(() => {
        if (running === started) running = null
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
