import { startPostgresServer } from './programs/postgres-server.ts'
import { startRedisServer } from './programs/redis-server.ts'
import type { RestartableServer } from './programs/restartable-server.ts'
import { makeTempDir, type TempDir } from './programs/temp-dir.ts'
import { USERS_TABLE } from './users-table.ts'

/** The installed programs that are there, started. */
interface Installed {
  readonly postgres: (RestartableServer & { readonly url: string }) | null
  readonly redis: (RestartableServer & { readonly url: string }) | null
}

/** Starts and ends installed databases, thaws what is frozen at the end, and has the folder of the demo's files. */
export class Guard {
  readonly #folder: TempDir
  readonly #installed: Installed
  /** Why a program that was looked for is not there. */
  readonly #reasons: readonly string[]
  readonly #frozen = new Set<number>()

  private constructor(folder: TempDir, installed: Installed, reasons: readonly string[]) {
    this.#folder = folder
    this.#installed = installed
    this.#reasons = reasons
  }

  /** With a password the installed databases are started, with that; without one they are not. */
  static async begin(password: string | null): Promise<Guard> {
    const folder = await makeTempDir('demo')
    if (password === null) return new Guard(folder, { postgres: null, redis: null }, [])
    const reasons: string[] = []
    const orNone = <T>(starting: Promise<T>): Promise<T | null> =>
      starting.catch((error: unknown) => {
        reasons.push(error instanceof Error ? error.message : String(error))
        return null
      })
    const [postgres, redis] = await Promise.all([
      orNone(startPostgresServer({ auth: 'password', password, statements: USERS_TABLE })),
      orNone(startRedisServer({ password })),
    ])
    return new Guard(folder, { postgres, redis }, reasons)
  }

  get facts() {
    const { postgres, redis } = this.#installed
    return {
      ...{ folder: this.#folder.path, reasons: this.#reasons },
      ...{ postgresUrl: postgres?.url ?? null, redisUrl: redis?.url ?? null },
    }
  }

  async tell(program: keyof Installed, what: 'start' | 'stop' | 'freeze' | 'thaw'): Promise<void> {
    const server = this.#installed[program]
    if (server === null) throw new Error(`The installed ${program} was not started.`)
    if (what === 'start') await server.start()
    if (what === 'stop') await server.stop()
    if (what === 'freeze') server.pause()
    if (what === 'thaw') server.resume()
  }

  /** The stage freezes a process of its own, which could not see by itself that the demo is over. */
  thawAtEnd(pid: number): void {
    this.#frozen.add(pid)
  }

  forget(pid: number): void {
    this.#frozen.delete(pid)
  }

  async end(): Promise<void> {
    for (const pid of this.#frozen) {
      try {
        process.kill(pid, 'SIGCONT')
      } catch {
        // ESRCH: it is gone already.
      }
    }
    const { postgres, redis } = this.#installed
    await Promise.all([postgres?.remove(), redis?.remove(), this.#folder.remove()])
  }
}
