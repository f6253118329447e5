import { createServer } from 'node:http'

/**
 * A small web service to watch, run as a process of its own: `node test-support/web-service.ts --port N`. It answers
 * every path with 200 and a line of JSON, and prints "ready on N" once it listens.
 */
const flag = process.argv.indexOf('--port')
const port = flag < 0 ? 0 : Number(process.argv[flag + 1])

const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ service: 'orders', version: '2.4.1' }))
})
server.listen(port, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object' && address !== null) process.stdout.write(`ready on ${address.port}\n`)
})
