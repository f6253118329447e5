import { USERS_TABLE } from '../users-table.ts'

/** Our monitor, the backend's own look, and somebody who looks inside. */
const MOST_CONNECTIONS = 10

/** A PostgreSQL in this process's memory, behind a socket of 127.0.0.1. */
export interface PgliteServer {
  stop(): Promise<void>
}

/**
 * Starts PGlite (PostgreSQL in WebAssembly) on a port, with the table of users in it. Its user and database are
 * `postgres`; it asks for no password.
 *
 * @throws where the package is not installed: it is no part of our packages
 */
export async function startPglite(port: number): Promise<PgliteServer> {
  const { PGlite } = await import('@electric-sql/pglite')
  const { PGLiteSocketServer } = await import('@electric-sql/pglite-socket')
  const db = await PGlite.create()
  for (const statement of USERS_TABLE) await db.exec(statement)
  const server = new PGLiteSocketServer({ db, port, host: '127.0.0.1', maxConnections: MOST_CONNECTIONS })
  await server.start()
  return {
    async stop() {
      await server.stop()
      await db.close()
    },
  }
}
