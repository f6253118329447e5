// The process behind `startLoopbackTarget`: sends its port, then on every message the arrivals since the last.
import { createServer } from 'node:http'

/** Longer than a monitor's interval, or a kept connection would never be used twice. */
const KEEP_ALIVE_MS = 120_000

const arrivals = new Map<string, number[]>()

const server = createServer((request, response) => {
  const path = request.url ?? '/'
  const times = arrivals.get(path) ?? []
  arrivals.set(path, times)
  times.push(performance.now())
  response.writeHead(200, { 'content-type': 'text/plain', 'content-length': 2 })
  response.end('ok')
})
server.keepAliveTimeout = KEEP_ALIVE_MS
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.(typeof address === 'object' && address !== null ? address.port : 0)
})

process.on('message', () => {
  process.send?.(Object.fromEntries(arrivals))
  arrivals.clear()
})
process.on('disconnect', () => process.exit(0))
