import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

// Below the range from which systems give out ports by themselves, so that a server which is stopped for a while
// finds its port still free when it starts again.
const LOWEST = 28_100
const HIGHEST = 32_700

/** Whether nothing listens on this port of 127.0.0.1. */
async function isFree(port: number): Promise<boolean> {
  return await new Promise(resolve => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)))
  })
}

/** A TCP port of 127.0.0.1 that nothing listens on and that the system gives to nobody else by itself. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = randomInt(LOWEST, HIGHEST)
    if (await isFree(port)) return port
  }
  throw new Error(`Found no free port between ${LOWEST} and ${HIGHEST} on 127.0.0.1.`)
}
