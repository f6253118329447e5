import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { backendSchema } from '#shared/config.ts'
import { systemClock } from '../clock.ts'
import { BackendPoller } from './poll-backend.ts'

const servers: TcpServer[] = []
const sockets = new Set<Socket>()

afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  for (const server of servers.splice(0)) {
    server.close()
    await once(server, 'close')
  }
})

async function listen(server: Server | TcpServer): Promise<string> {
  servers.push(server)
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
}

const serve = (listener: RequestListener) => listen(createServer(listener))
const serveBody = (body: string | Buffer, headers: Record<string, string> = {}) =>
  serve((_, response) => response.writeHead(200, headers).end(body))

function poll(url: string, over: { format?: string; timeoutMs?: number; signal?: AbortSignal } = {}) {
  const { format = 'auto', timeoutMs = 10_000, signal = new AbortController().signal } = over
  const backend = backendSchema.parse({ id: 'b', name: 'Backend', url, format })
  return new BackendPoller({ clock: systemClock }).poll(backend, { signal, timeoutMs })
}

/** Everything the poll opened is closed again. */
const noneOpen = () => expect.poll(() => sockets.size, { timeout: 5000 }).toBe(0)

describe('a document that is none', () => {
  test.each([
    ['garbage', '{"checks": {"redis": '],
    ['empty', ''],
    ['a page', '<html>ok</html>'],
    ['a page with a script', `<html><script>${'[{'.repeat(500)}</script></html>`],
    ['binary', Buffer.from([0xff, 0xfe, 0, 1, 2])],
  ])('(%s) is a bare answer to auto, and refused where a format is named', async (_, body) => {
    const url = `${await serveBody(body)}/health`
    expect(await poll(url)).toMatchObject({ status: 'healthy', format: 'bare', message: 'Answered 200 OK.' })
    expect(await poll(url, { format: 'toolboxai' })).toMatchObject({
      status: 'unhealthy',
      failure: 'protocol',
      message: `${url} answered, but not with a document in the format ToolBoxAI. Set the format to auto, or check the path.`,
    })
    await noneOpen()
  })

  test('of more than 2 MiB is not read, be it packed or not', async () => {
    const huge = `{"checks": {"a": "${'x'.repeat(3 * 1024 * 1024)}"}}`
    const plain = await poll(`${await serveBody(huge)}/health`)
    expect(plain).toMatchObject({ status: 'unhealthy', failure: 'protocol' })
    expect(plain.message).toContain('answered with more than 2 MiB, which was not read.')

    const packed = await poll(`${await serveBody(gzipSync(huge), { 'content-encoding': 'gzip' })}/health`)
    expect(packed).toMatchObject({ status: 'unhealthy', failure: 'protocol' })
    await noneOpen()
  })

  test('that never ends is not read to its end', async () => {
    const url = await serve((_, response) => {
      const chunk = Buffer.alloc(65_536, 'x')
      const pump = () => {
        while (!response.destroyed && response.write(chunk));
      }
      response.on('drain', pump)
      pump()
    })
    expect((await poll(`${url}/health`)).message).toContain('more than 2 MiB')
    await noneOpen()
  })

  test.each([
    ['lists', '['.repeat(500_000) + ']'.repeat(500_000)],
    ['objects', `${'{"checks":'.repeat(5000)}{}${'}'.repeat(5000)}`],
    ['brackets never closed', '{"a":'.repeat(100_000)],
  ])('nested too deeply (%s) is not read', async (_, body) => {
    const report = await poll(`${await serveBody(body)}/health`)
    expect(report).toMatchObject({ status: 'unhealthy', failure: 'protocol' })
    expect(report.message).toContain('nested more than 100 levels deep')
  })

  test('with brackets in its texts is read', async () => {
    const document = { checks: { redis: { healthy: true, message: `\\"${'[{'.repeat(500)}` } } }
    expect((await poll(`${await serveBody(JSON.stringify(document))}/health`)).services).toHaveLength(1)
  })
})

describe('a server that does not answer as it should', () => {
  test('slow: it is given up at the deadline, and said so', async () => {
    const url = await serve(() => {})
    const report = await poll(url, { timeoutMs: 300 })
    expect(report).toMatchObject({ status: 'unhealthy', failure: 'timeout' })
    expect(report.message).toMatch(/accepted the connection but did not answer within 0\.3 s\.$/)
    await noneOpen()
  })

  test('dripping: the deadline counts for the whole answer', async () => {
    const url = await serve((_, response) => {
      const drip = setInterval(() => response.write(' '), 20)
      response.on('close', () => clearInterval(drip))
    })
    expect(await poll(`${url}/health`, { timeoutMs: 300 })).toMatchObject({ failure: 'timeout' })
    await noneOpen()
  })

  test('one slow endpoint: the others are read', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/api/v1/health/deep') return
      response.end(JSON.stringify({ status: 'healthy', checks: { redis: true } }))
    })
    expect(await poll(url, { timeoutMs: 500 })).toMatchObject({
      status: 'healthy',
      services: [{ name: 'redis' }],
    })
    await noneOpen()
  })

  test('hanging up: it is said', async () => {
    const url = await listen(createTcpServer(socket => socket.destroy()))
    const report = await poll(url)
    expect(report.status).toBe('unhealthy')
    expect(report.message).toMatch(/broke off|closed the connection/)
  })

  test('speaking something else: it is said', async () => {
    const url = await listen(createTcpServer(socket => socket.end('SSH-2.0-OpenSSH_9.2\r\n')))
    expect(await poll(url)).toMatchObject({ status: 'unhealthy', services: [] })
  })

  test('not there: nobody listens, and it is asked whether it runs', async () => {
    const url = await serve(() => {})
    const [server] = servers.splice(0)
    server?.close()
    expect(await poll(url)).toMatchObject({ failure: 'refused' })
  })

  test('ending the engine ends the poll at once', async () => {
    const url = await serve(() => {})
    const stop = new AbortController()
    const polling = poll(url, { signal: stop.signal })
    await expect.poll(() => sockets.size).toBeGreaterThan(0)
    stop.abort(new Error('Traylight is stopping.'))
    expect((await polling).message).toContain('Traylight is stopping.')
    await noneOpen()
  })
})

describe('a redirect', () => {
  test('is followed to the document', async () => {
    const target = await serveBody(JSON.stringify({ checks: { redis: true } }))
    const url = await serve((_, response) => response.writeHead(308, { location: `${target}/moved` }).end())
    expect(await poll(`${url}/health`)).toMatchObject({ format: 'toolboxai', services: [{ name: 'redis' }] })
  })

  test('that goes round and round is left', async () => {
    const url = await serve((_, response) => response.writeHead(302, { location: '/health' }).end())
    expect(await poll(`${url}/health`)).toMatchObject({
      failure: 'protocol',
      message: `${url}/health redirects more than 5 times.`,
    })
    await noneOpen()
  })

  test.each(['file:///etc/passwd', 'javascript:alert(1)', 'ftp://127.0.0.1/'])(
    'to %s is not followed',
    async location => {
      const url = await serve((_, response) => response.writeHead(302, { location }).end())
      const report = await poll(`${url}/health`)
      expect(report).toMatchObject({ status: 'unhealthy', failure: 'protocol' })
      expect(report.message).toContain('only http and https')
    },
  )
})
