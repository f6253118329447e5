import { dirname } from 'node:path'
import type pg from 'pg'
import { HistoryFailure } from '../history-store.ts'
import type { HistoryUrl } from './history-url.ts'
import { type Stage, whyHistoryFailed } from './why-history-failed.ts'

/** Questions that are answered at once; the others wait for their turn. */
const MOST_READS = 2
/** Connections that are open at once: what writes and what keeps in order never waits for answers. */
const MOST_CONNECTIONS = MOST_READS + 2
const CONNECT_MS = 5000
const IDLE_MS = 60_000
/** The server ends a statement after this long; past it and a little more the connection is given up. */
const STATEMENT_MS = 30_000
const ANSWER_MS = STATEMENT_MS + 5000
/** What is under way when the history is closed has this long to end. */
const CLOSE_MS = 3000

export type Work<T> = (client: pg.PoolClient) => Promise<T>

/** The database of the history: a few connections, each with deadlines, and failures in words. */
export class HistoryDatabase {
  readonly url: HistoryUrl
  readonly #pool: pg.Pool
  readonly #driver: typeof pg
  readonly #busy = new Set<pg.PoolClient>()
  #reads = 0
  /** Of questions that wait for their turn. */
  readonly #waiting: (() => void)[] = []
  #closed: Promise<void> | null = null

  constructor(driver: typeof pg, url: HistoryUrl) {
    const { address, user, password, database, tls } = url.postgres
    this.url = url
    this.#driver = driver
    this.#pool = new driver.Pool({
      ...('path' in address
        ? { host: dirname(address.path), port: Number(address.path.split('.').at(-1)) }
        : { host: address.host, port: address.port }),
      ...{ user, database, ssl: tls === null ? false : { ...tls }, application_name: 'traylight' },
      // A function keeps the driver from looking for a password in the environment and in files.
      password: () => password ?? '',
      ...{ max: MOST_CONNECTIONS, connectionTimeoutMillis: CONNECT_MS, idleTimeoutMillis: IDLE_MS },
      ...{ query_timeout: ANSWER_MS, keepAlive: true },
    })
    // Of a connection that breaks the next question finds out, or the one that is under way.
    this.#pool.on('error', () => {})
    this.#pool.on('connect', client => client.on('error', () => {}))
  }

  /** Makes ready what all else needs. */
  open<T>(work: Work<T>): Promise<T> {
    return this.#transaction('BEGIN', work, 'open')
  }

  /** Asks several questions about one and the same state. */
  async read<T>(work: Work<T>): Promise<T> {
    if (this.#reads < MOST_READS) this.#reads++
    else await new Promise<void>(resolve => this.#waiting.push(resolve))
    try {
      return await this.#transaction('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', work, 'read')
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#reads--
      else next()
    }
  }

  /** Does all of it or nothing. `onCommit` is called when only the answer to the last word is waited for. */
  write<T>(work: Work<T>, onCommit: () => void = () => {}): Promise<T> {
    return this.#transaction('BEGIN', work, 'write', onCommit)
  }

  /** Lets go of all connections; what does not end by itself is broken off. */
  close(): Promise<void> {
    this.#closed ??= this.#end()
    return this.#closed
  }

  async #end(): Promise<void> {
    const deadline = setTimeout(() => {
      for (const client of this.#busy) void client.end().catch(() => {})
    }, CLOSE_MS)
    await this.#pool.end().catch(() => {})
    clearTimeout(deadline)
  }

  async #transaction<T>(
    begin: string,
    work: Work<T>,
    stage: Stage,
    onCommit: () => void = () => {},
  ): Promise<T> {
    try {
      const client = await this.#pool.connect()
      this.#busy.add(client)
      try {
        await client.query(`${begin}; SET LOCAL statement_timeout = ${STATEMENT_MS}`)
        const result = await work(client)
        onCommit()
        await client.query('COMMIT')
        client.release()
        return result
      } catch (error) {
        await this.#giveBack(client, error)
        throw error
      } finally {
        this.#busy.delete(client)
      }
    } catch (error) {
      throw whyHistoryFailed(error, this.url, stage, this.#driver.DatabaseError)
    }
  }

  /** A connection that only met a refusal can be used again; one that broke or fell silent cannot. */
  async #giveBack(client: pg.PoolClient, error: unknown): Promise<void> {
    const isRefusal = error instanceof this.#driver.DatabaseError || error instanceof HistoryFailure
    try {
      if (isRefusal) await client.query('ROLLBACK')
      client.release(!isRefusal)
    } catch {
      client.release(true)
    }
  }
}
