import { createServer, type ServerResponse } from 'node:http'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import {
  type BadServer,
  closeAtOnce,
  drip,
  endless,
  garbage,
  neverAccepts,
  refuse,
  reset,
  silent,
  watchedServer,
} from '../../../test-support/bad-servers.ts'
import { systemClock } from '../clock.ts'
import { KeptResources } from '../watch/kept-resources.ts'
import { mcpChecker } from './mcp.ts'
import { runCheck } from './run-check.ts'

const keep = new KeptResources().keeperFor('test')
const DEADLINE_MS = 1000
/** How much later than its deadline a check may answer. */
const LATE_MS = 400

/** Answers requests by method; a method without an answer is never answered. */
type Script = Readonly<Record<string, object>>

const INITIALIZED = {
  result: {
    protocolVersion: '2025-11-25',
    capabilities: { tools: {} },
    serverInfo: { name: 'bad', version: '1' },
  },
}
const PONG = { result: {} }

function answerOf(script: Script, text: string): string | undefined {
  const { id, method }: { id?: number; method?: string } = JSON.parse(text)
  const answer = script[method ?? '']
  return answer === undefined ? undefined : JSON.stringify({ jsonrpc: '2.0', id, ...answer })
}

/** A WebSocket server whose messages are answered by `talk`. */
async function webSocket(talk: (message: string, socket: WebSocket) => void): Promise<BadServer> {
  const server = createServer()
  const sockets = new WebSocketServer({ server, handleProtocols: () => 'mcp' })
  sockets.on('connection', socket => {
    socket.on('error', () => {})
    socket.on('message', data => talk(String(data), socket))
  })
  return watchedServer(server)
}
const scriptedSocket = (script: Script) =>
  webSocket((message, socket) => {
    const answer = answerOf(script, message)
    if (answer !== undefined) socket.send(answer)
  })

/** An HTTP server whose POSTs are answered by `talk`; anything else is answered 405. */
function http(talk: (message: string, response: ServerResponse) => void): Promise<BadServer> {
  return watchedServer(
    createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        if (request.method === 'POST') talk(Buffer.concat(chunks).toString(), response)
        else response.writeHead(405).end()
      })
    }),
  )
}
const JSON_TYPE = { 'content-type': 'application/json' }
const STREAM_TYPE = { 'content-type': 'text/event-stream' }
const scriptedHttp = (script: Script) =>
  http((message, response) => {
    const { id }: { id?: number } = JSON.parse(message)
    if (id === undefined) response.writeHead(202).end()
    else {
      const answer = answerOf(script, message)
      if (answer !== undefined) response.writeHead(200, JSON_TYPE).end(answer)
    }
  })
const sends = (status: number, headers: Record<string, string>, body: string) =>
  http((_, response) => response.writeHead(status, headers).end(body))

/** Sends `chunk` for as long as it is taken. */
function pour(response: ServerResponse, chunk: string): void {
  const go = () => {
    while (!response.destroyed && response.write(chunk));
  }
  response.on('drain', go)
  go()
}

/** A server with SSE whose event stream begins with `first`. */
function eventStream(first: string, then: (response: ServerResponse) => void = () => {}): Promise<BadServer> {
  return watchedServer(
    createServer((request, response) => {
      request.resume()
      if (request.method !== 'GET') {
        response.writeHead(request.url?.startsWith('/mcp') ? 404 : 202).end()
        return
      }
      response.writeHead(200, STREAM_TYPE)
      response.write(first)
      then(response)
    }),
  )
}
const ENDPOINT = 'event: endpoint\ndata: /messages\n\n'

interface World {
  readonly world: string
  readonly serve: () => Promise<BadServer>
  readonly target?: object
  readonly message: RegExp
  readonly failure: string
}

const asked = { when: 'asked' } as const
const late = (what: string) => new RegExp(`^The MCP server at \\S+ did not answer ${what} within 1 s\\.$`)
const NO_MCP = /^What answers at \S+ does not speak MCP: it sent no JSON-RPC\. Check the address\.$/
const TOO_DEEP =
  /^The MCP server at \S+ sent a message nested more than 100 levels deep, which was not read\.$/
const huge = 'x'.repeat(5 * 1024 * 1024)
const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`

const both: readonly (World & { readonly scheme?: undefined })[] = [
  {
    world: 'refused',
    serve: refuse,
    message: /^The server refused the connection on .*\. Is it running\?$/,
    failure: 'refused',
  },
  {
    world: 'never accepted',
    serve: neverAccepts,
    message: /did not answer the connection attempt within 1 s\. Is a firewall in the way\?$/,
    failure: 'timeout',
  },
  { world: 'reset', serve: () => reset(asked), message: /broke off the connection/, failure: 'protocol' },
  {
    world: 'garbage',
    serve: () => garbage(undefined, asked),
    message: /something that is not HTTP/,
    failure: 'protocol',
  },
  {
    world: 'endless garbage',
    serve: () => endless({}, asked),
    message: /something that is not HTTP/,
    failure: 'protocol',
  },
  {
    world: 'endless headers',
    serve: () => endless({ first: 'HTTP/1.1 200 OK\r\n', chunk: 'X-More: and more\r\n'.repeat(1000) }, asked),
    message: /endless headers|more headers than are read/,
    failure: 'protocol',
  },
]

const overWebSocket: readonly World[] = [
  {
    world: 'silent',
    serve: silent,
    message:
      /accepted the connection but did not finish the WebSocket handshake within 1 s\. It may be frozen or overloaded\.$/,
    failure: 'timeout',
  },
  {
    world: 'a web page',
    serve: () => garbage('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>', asked),
    message: /answered with an ordinary page \(200\) instead of a WebSocket/,
    failure: 'protocol',
  },
  {
    world: 'closed right after the handshake',
    serve: () => webSocket((_, socket) => socket.close(1008, 'not you')),
    message:
      /^The MCP server at \S+ closed the WebSocket with code 1008 \(not you\) before it answered initialize\.$/,
    failure: 'protocol',
  },
  {
    world: 'broken off after the handshake',
    serve: () => webSocket((_, socket) => socket.terminate()),
    message: /closed the WebSocket before it answered initialize\.$/,
    failure: 'protocol',
  },
  {
    world: 'no answer to initialize',
    serve: () => webSocket(() => {}),
    message: late('initialize'),
    failure: 'timeout',
  },
  {
    world: 'text that is no JSON',
    serve: () => webSocket((_, socket) => socket.send('hello')),
    message: NO_MCP,
    failure: 'protocol',
  },
  {
    world: 'JSON that is no JSON-RPC',
    serve: () => webSocket((_, socket) => socket.send('{"hello":1}')),
    message: NO_MCP,
    failure: 'protocol',
  },
  {
    world: 'JSON nested without end',
    serve: () => webSocket((_, socket) => socket.send(deep)),
    message: TOO_DEEP,
    failure: 'protocol',
  },
  {
    world: 'a message of 5 MiB',
    serve: () => webSocket((_, socket) => socket.send(huge)),
    message: /sent a message of more than 1048576 bytes, which was not read\.$/,
    failure: 'protocol',
  },
  {
    world: 'messages without end',
    serve: () =>
      webSocket((_, socket) => {
        const message = JSON.stringify({
          jsonrpc: '2.0',
          method: 'notifications/message',
          params: { x: huge.slice(0, 65_536) },
        })
        const go = () => {
          // Left to the next turn: the client lives in the same process and must have its turn, too.
          if (socket.readyState === socket.OPEN) socket.send(message, () => setImmediate(go))
        }
        go()
      }),
    message: /^The MCP server at \S+ sends without end; no more than 16 MiB were read\.$/,
    failure: 'protocol',
  },
  {
    world: 'a ping that is not answered',
    serve: () => scriptedSocket({ initialize: INITIALIZED }),
    message: late('the ping'),
    failure: 'timeout',
  },
  {
    world: 'closed at the ping',
    serve: () =>
      webSocket((message, socket) => {
        if (message.includes('"ping"')) socket.close()
        else socket.send(answerOf({ initialize: INITIALIZED }, message) ?? '{"jsonrpc":"2.0","method":"x"}')
      }),
    message: /closed the WebSocket before it answered the ping\.$/,
    failure: 'protocol',
  },
  {
    world: 'an error for an answer',
    serve: () =>
      scriptedSocket({ initialize: { error: { code: -32603, message: 'Out of\n\u001b[31mcheese.' } } }),
    message: /^The MCP server at \S+ answered initialize with an error \(-32603: Out of cheese\)\.$/,
    failure: 'unexpected',
  },
  {
    world: 'a protocol version of the far future',
    serve: () =>
      scriptedSocket({ initialize: { result: { ...INITIALIZED.result, protocolVersion: '2099-01-01' } } }),
    message:
      /^The MCP server at \S+ speaks no version of MCP that is known here: 2099-01-01\. Update it, or Traylight\.$/,
    failure: 'protocol',
  },
  {
    world: 'an answer of another shape',
    serve: () => scriptedSocket({ initialize: { result: { hello: 'there' } } }),
    message:
      /^The MCP server at \S+ answered initialize with something that MCP does not know\. Check its version\.$/,
    failure: 'protocol',
  },
  {
    world: 'tools that are not listed',
    serve: () => scriptedSocket({ initialize: INITIALIZED, ping: PONG }),
    message: late('what tools it has'),
    failure: 'timeout',
  },
  {
    world: 'tools without end',
    serve: () => {
      let page = 0
      return webSocket((message, socket) => {
        page++
        const pages = { 'tools/list': { result: { tools: [], nextCursor: `page ${page}` } } }
        const answer = answerOf({ initialize: INITIALIZED, ping: PONG, ...pages }, message)
        if (answer !== undefined) socket.send(answer)
      })
    },
    message: /^The MCP server at \S+ lists without end when it is asked what tools it has\.$/,
    failure: 'protocol',
  },
]

const overHttp: readonly World[] = [
  { world: 'silent', serve: silent, message: late('initialize'), failure: 'timeout' },
  {
    world: 'closed at once',
    serve: () => closeAtOnce(asked),
    message: /broke off the connection before it answered\.$/,
    failure: 'protocol',
  },
  {
    world: 'an answer that drips',
    serve: () =>
      drip(
        { first: 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n', text: ' ', everyMs: 20 },
        asked,
      ),
    message: late('initialize'),
    failure: 'timeout',
  },
  {
    world: 'a web page',
    serve: () => sends(200, { 'content-type': 'text/html' }, '<html>'),
    message:
      /^The MCP server at \S+ answered with an ordinary page instead of MCP\. Check the path, or the proxy in between\.$/,
    failure: 'protocol',
  },
  {
    world: 'text said to be JSON',
    serve: () => sends(200, JSON_TYPE, '<html>'),
    message: NO_MCP,
    failure: 'protocol',
  },
  {
    world: 'JSON that is no JSON-RPC',
    serve: () => sends(200, JSON_TYPE, '{"status":"ok"}'),
    message: NO_MCP,
    failure: 'protocol',
  },
  {
    world: 'JSON nested without end',
    serve: () => sends(200, JSON_TYPE, deep),
    message: TOO_DEEP,
    failure: 'protocol',
  },
  {
    world: 'an event nested without end',
    serve: () => sends(200, STREAM_TYPE, `data: ${deep}\n\n`),
    message: TOO_DEEP,
    failure: 'protocol',
  },
  {
    world: 'an event of 5 MiB',
    serve: () => sends(200, STREAM_TYPE, `data: ${JSON.stringify(huge)}\n\n`),
    message: /^The MCP server at \S+ sent a message of more than 1 MiB, which was not read\.$/,
    failure: 'protocol',
  },
  {
    world: 'an event stream of an older server that nests an event without end',
    serve: () => eventStream(`${ENDPOINT}data: ${deep}\n\n`),
    message: TOO_DEEP,
    failure: 'protocol',
  },
  {
    world: 'an event that is no JSON',
    serve: () => sends(200, STREAM_TYPE, 'data: hello\n\n'),
    message: NO_MCP,
    failure: 'protocol',
  },
  {
    world: '401',
    serve: () => sends(401, { 'www-authenticate': 'Bearer resource_metadata="http://127.0.0.1:9/x"' }, ''),
    message: /^The MCP server at \S+ asks for credentials \(401\)\. Give them in the headers\.$/,
    failure: 'auth',
  },
  {
    world: 'an older server that wants a key',
    serve: () =>
      watchedServer(
        createServer((request, response) => {
          request.resume()
          response.writeHead(request.method === 'GET' ? 401 : 404).end()
        }),
      ),
    message: /^The MCP server at \S+ asks for credentials \(401\)\. Give them in the headers\.$/,
    failure: 'auth',
  },
  {
    world: '403 for want of scope',
    serve: () => sends(403, { 'www-authenticate': 'Bearer error="insufficient_scope", scope="all"' }, ''),
    message: /^The MCP server at \S+ forbids this client \(403\)\. Check credentials and origin\.$/,
    failure: 'auth',
  },
  {
    world: '404',
    serve: () => sends(404, {}, ''),
    message: /^There is no MCP at \S+ \(404\)\. Check the path, and the transport\.$/,
    failure: 'protocol',
  },
  {
    world: '302',
    serve: () => sends(302, { location: 'http://elsewhere.test/mcp?token=secret' }, ''),
    message: /sends its clients elsewhere \(302\)\. Use that address\.$|which is not asked/,
    failure: 'protocol',
  },
  {
    world: '500',
    serve: () => sends(500, {}, 'secret trace'),
    message: /refused the request \(500\)\.$/,
    failure: 'protocol',
  },
  {
    world: '502',
    serve: () => sends(502, {}, ''),
    message: /has no working MCP server behind it \(502\)\.$/,
    failure: 'protocol',
  },
  {
    world: 'a message of 100 MB',
    serve: () =>
      http((_, response) => {
        response.writeHead(200, { ...JSON_TYPE, 'content-length': '100000000' })
        pour(response, 'x'.repeat(65_536))
      }),
    message: /^The MCP server at \S+ sent a message of more than 1 MiB, which was not read\.$/,
    failure: 'protocol',
  },
  {
    world: 'an event stream without end',
    serve: () =>
      http((_, response) => {
        response.writeHead(200, STREAM_TYPE)
        pour(response, `: ${'x'.repeat(65_536)}\n\n`)
      }),
    message: /^The MCP server at \S+ sends without end; no more than 16 MiB were read\.$/,
    failure: 'protocol',
  },
  {
    world: 'an event stream that ends without an answer and asks to come back',
    serve: () => sends(200, STREAM_TYPE, 'id: 1\nretry: 10\ndata:\n\n'),
    message: late('initialize'),
    failure: 'timeout',
  },
  {
    world: 'an answer broken off',
    serve: () =>
      http((_, response) => {
        response.writeHead(200, { ...JSON_TYPE, 'content-length': '1000' })
        response.write('{"jsonrpc"', () => response.destroy())
      }),
    message: /broke off in the middle of its answer, after 10 bytes\.$/,
    failure: 'protocol',
  },
  {
    world: 'a ping that is not answered',
    serve: () => scriptedHttp({ initialize: INITIALIZED }),
    message: late('the ping'),
    failure: 'timeout',
  },
  {
    world: 'an error for an answer',
    serve: () => scriptedHttp({ initialize: { error: { code: -32603, message: 'No' } } }),
    message: /answered initialize with an error \(-32603: No\)\.$/,
    failure: 'unexpected',
  },
  {
    world: 'an event stream of an older server that never names its endpoint',
    serve: () => eventStream(': hello\n\n'),
    message: late('initialize'),
    failure: 'timeout',
  },
  {
    world: 'an event stream of an older server that answers nothing',
    serve: () => eventStream(ENDPOINT),
    message: late('initialize'),
    failure: 'timeout',
  },
  {
    world: 'an event stream of an older server that ends',
    serve: () => eventStream(ENDPOINT, response => setTimeout(() => response.end(), 50)),
    message: /^The MCP server at \S+ closed its event stream before it answered initialize\.$/,
    failure: 'protocol',
  },
  {
    world: 'an event stream of an older server that sends garbage',
    serve: () => eventStream(`${ENDPOINT}data: hello\n\n`),
    message: NO_MCP,
    failure: 'protocol',
  },
  {
    world: 'an event stream of an older server without end',
    serve: () => eventStream(ENDPOINT, response => pour(response, `: ${'x'.repeat(65_536)}\n\n`)),
    message: /sends without end; no more than 16 MiB were read\.$/,
    failure: 'protocol',
  },
  {
    world: 'an event stream of an older server that points elsewhere',
    serve: () => eventStream('event: endpoint\ndata: http://127.0.0.1:9/steal\n\n'),
    message:
      /^The MCP server at \S+ points to http:\/\/127\.0\.0\.1:9, which is not asked\. Check that address/,
    failure: 'protocol',
  },
]

const worlds = [
  ...both.map(world => ({ ...world, scheme: 'ws' })),
  ...overWebSocket.map(world => ({ ...world, scheme: 'ws' })),
  ...both.map(world => ({ ...world, scheme: 'http' })),
  ...overHttp.map(world => ({ ...world, scheme: 'http' })),
  {
    world: 'spoken to with TLS, which it does not speak',
    scheme: 'wss',
    serve: () => garbage('HTTP/1.1 400 Bad Request\r\n\r\n', asked),
    message: /does not speak TLS there/,
    failure: 'tls',
  },
]

describe('an MCP server in a bad world', () => {
  let server: BadServer | undefined
  const unhandled: unknown[] = []
  const note = (reason: unknown) => unhandled.push(reason)
  // What is loaded at the first check is not to count against the short deadline.
  beforeAll(async () => {
    await import('./mcp-session.ts')
  })
  beforeEach(() => {
    process.on('unhandledRejection', note)
  })
  afterEach(async () => {
    await server?.close()
    server = undefined
    process.off('unhandledRejection', note)
    expect(unhandled.splice(0)).toEqual([])
  })

  it.each(worlds)('$scheme: $world', async ({ scheme, serve, message, failure }) => {
    server = await serve()
    const started = performance.now()
    const outcome = await runCheck(
      mcpChecker,
      mcpChecker.schema.parse({ url: `${scheme}://ann:secret@127.0.0.1:${server.port}/mcp?token=secret` }),
      { timeoutMs: DEADLINE_MS, clock: systemClock, keep },
    )
    const took = performance.now() - started
    expect(outcome.message).toMatch(message)
    expect(outcome.message).not.toMatch(/secret/)
    expect(outcome).toMatchObject({ status: 'unhealthy', failure, responseTimeMs: null })
    expect(took).toBeLessThan(DEADLINE_MS + LATE_MS)
    await server.released()
  })

  const nested = (megabytes: number) =>
    `{"jsonrpc":"2.0","id":0,"result":${'['.repeat(megabytes * 500_000)}${']'.repeat(megabytes * 500_000)}}`
  const members = `{"jsonrpc":"2.0","method":"x","params":{"x":[${'{"a":[]},'.repeat(100_000)}0]}}`
  it.each([
    ['an answer of 4 MB nested without end', JSON_TYPE, nested(4)],
    ['an event of 15 MB nested without end', STREAM_TYPE, `data: ${nested(15)}\n\n`],
    ['an event nested without end behind a comment', STREAM_TYPE, `: "\r\ndata: ${nested(4)}\r\n: ]\r\n\r\n`],
    ['an answer of 0.9 MB of members', JSON_TYPE, members.replace('method', 'hello')],
    ['four events of 0.9 MB of members', STREAM_TYPE, `${`data: ${members}\n\n`.repeat(4)}data: hello\n\n`],
  ])('does not hold everything else up with %s', async (_, type, body) => {
    server = await sends(200, type, body)
    const target = mcpChecker.schema.parse({ url: `http://127.0.0.1:${server.port}/mcp` })
    const delay = monitorEventLoopDelay({ resolution: 5 })
    const started = performance.now()
    delay.enable()
    const outcome = await runCheck(mcpChecker, target, { timeoutMs: DEADLINE_MS, clock: systemClock, keep })
    const took = performance.now() - started
    // A delay is known when it is over.
    await new Promise(resolve => setTimeout(resolve, 50))
    delay.disable()
    expect(took).toBeLessThan(DEADLINE_MS + LATE_MS)
    expect(outcome).toMatchObject({ status: 'unhealthy', failure: 'protocol' })
    expect(delay.count).toBeGreaterThan(0)
    // Parsing the nested ones takes up to 8 s.
    expect(delay.max / 1e6).toBeLessThan(500)
    await server.released()
  })

  it('ends at once when the check is cancelled, and leaves nothing open', async () => {
    const hanging = await webSocket(() => {})
    server = hanging
    const cancel = new AbortController()
    setTimeout(() => cancel.abort(new Error('Cancelled.')), 100)
    const started = performance.now()
    const outcome = await runCheck(
      mcpChecker,
      mcpChecker.schema.parse({ url: `ws://127.0.0.1:${server.port}/` }),
      { timeoutMs: 10_000, clock: systemClock, keep, signal: cancel.signal },
    )
    expect(outcome.status).toBe('unhealthy')
    expect(performance.now() - started).toBeLessThan(1000)
    await hanging.released()
  })

  it('is told the name of the client, and no version that is not its own', async () => {
    const told: string[] = []
    server = await http((message, response) => {
      told.push(message)
      response.writeHead(500).end()
    })
    const target = mcpChecker.schema.parse({ url: `http://127.0.0.1:${server.port}/mcp` })
    await runCheck(mcpChecker, target, { timeoutMs: DEADLINE_MS, clock: systemClock, keep })
    expect(JSON.parse(told[0] ?? '')).toMatchObject({
      method: 'initialize',
      params: { clientInfo: { name: 'traylight', version: '0' } },
    })
  })

  it('answers although its health address is silent', async () => {
    server = await silent()
    const mcp = await scriptedHttp({
      initialize: INITIALIZED,
      ping: PONG,
      'tools/list': { result: { tools: [] } },
    })
    const healthUrl = `http://127.0.0.1:${server.port}/health`
    const outcome = await runCheck(
      mcpChecker,
      mcpChecker.schema.parse({ url: `http://127.0.0.1:${mcp.port}/mcp`, healthUrl }),
      { timeoutMs: DEADLINE_MS, clock: systemClock, keep },
    )
    await mcp.released()
    await mcp.close()
    expect(outcome.status).toBe('degraded')
    expect(outcome.message).toMatch(
      /^The MCP server answers, but its health address does not\. .+within 0\.8 s\.$/,
    )
    expect(outcome.responseTimeMs).toBeGreaterThan(0)
    await server.released()
  })
})
