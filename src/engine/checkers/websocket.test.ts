import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { systemClock } from '../clock.ts'
import { KeptResources } from '../watch/kept-resources.ts'
import { runCheck } from './run-check.ts'
import { websocketChecker } from './websocket.ts'

const keep = new KeptResources().keeperFor('test')

describe('websocket', () => {
  const closing: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const close of closing.splice(0)) await close()
  })

  /** A real WebSocket server; answers with its URL and what became of its clients. */
  const serve = async (behave: (ws: WebSocket, request: IncomingMessage) => void) => {
    const http = createServer()
    const wss = new WebSocketServer({
      server: http,
      handleProtocols: offered => (offered.has('chat.v1') ? 'chat.v1' : false),
    })
    const closeCodes: number[] = []
    wss.on('connection', (ws, request) => {
      ws.on('close', code => closeCodes.push(code))
      behave(ws, request)
    })
    http.listen(0, '127.0.0.1')
    await once(http, 'listening')
    closing.push(async () => {
      for (const client of wss.clients) client.terminate()
      http.closeAllConnections()
      http.close()
      await once(http, 'close')
    })
    const address = http.address()
    if (address === null || typeof address === 'string') throw new Error('The server has no port.')
    return { url: `ws://127.0.0.1:${address.port}/ws`, closeCodes, clients: wss.clients }
  }
  const run = (target: object, timeoutMs = 5000) =>
    runCheck(websocketChecker, target, { timeoutMs, clock: systemClock, keep })

  it('opens, has its ping answered, and closes in good order', async () => {
    const { url, closeCodes, clients } = await serve(() => {})
    const outcome = await run({ url })
    expect(outcome.status).toBe('healthy')
    expect(outcome.message).toMatch(/^Opened in \d+ ms$/)
    expect(outcome.details).toMatchObject({
      handshakeMs: expect.any(Number),
      connectMs: expect.any(Number),
      firstMessageMs: null,
      messages: 0,
      protocol: '',
      closeCode: 1000,
    })
    expect(outcome.responseTimeMs).toBeGreaterThan(0)
    await expect.poll(() => clients.size).toBe(0)
    expect(closeCodes).toEqual([1000])
  })

  it('sends a message and finds the expected text among the answers', async () => {
    const { url } = await serve(ws => {
      ws.send('welcome')
      ws.on('message', data => ws.send(`{"echo":"${String(data)}"}`))
    })
    const outcome = await run({ url, send: 'hello', expect: '"echo":"hello"' })
    expect(outcome.status).toBe('healthy')
    expect(outcome.message).toMatch(/^Opened, and the expected message came after \d+ ms$/)
    expect(outcome.details).toMatchObject({ messages: 2, firstMessageMs: expect.any(Number) })
  })

  it('finds text in binary messages too', async () => {
    const { url } = await serve(ws => ws.send(Buffer.from('ready: yes')))
    expect((await run({ url, expect: 'ready' })).status).toBe('healthy')
  })

  it('sends headers and credentials, and shows neither', async () => {
    let seen: IncomingMessage['headers'] = {}
    const { url } = await serve((_, request) => {
      seen = request.headers
    })
    const target = {
      url: `${url.replace('//', '//ann:hunter2@')}?token=hunter3`,
      headers: { 'X-Api-Key': 'hunter4' },
    }
    const outcome = await run(target)
    expect(outcome.status).toBe('healthy')
    expect(seen['x-api-key']).toBe('hunter4')
    expect(seen.authorization).toBe(`Basic ${Buffer.from('ann:hunter2').toString('base64')}`)
    expect(JSON.stringify([websocketChecker.describe(target), outcome])).not.toMatch(/hunter/)
  })

  it('agrees on a subprotocol', async () => {
    const { url } = await serve(() => {})
    expect((await run({ url, subprotocol: 'chat.v1' })).details).toMatchObject({ protocol: 'chat.v1' })
    const outcome = await run({ url, subprotocol: 'chat.v9' })
    expect(outcome.message).toMatch(/does not speak the subprotocol chat\.v9\.$/)
  })

  it('counts a server as healthy that answers neither ping nor closing', async () => {
    const { url, clients } = await serve((_, request) => {
      request.socket.pause()
      request.socket.removeAllListeners('data')
    })
    const outcome = await run({ url })
    expect(outcome.status).toBe('healthy')
    expect(outcome.details).toMatchObject({ closeCode: null })
    for (const client of clients) client.terminate()
  })

  it('has a text of its own come back, a new one each time', async () => {
    const seen: string[] = []
    const { url } = await serve(ws => {
      ws.send('welcome')
      ws.on('message', data => {
        seen.push(String(data))
        ws.send(data, { binary: false })
      })
    })
    const outcome = await run({ url, echo: true })
    expect(outcome.status).toBe('healthy')
    expect(outcome.message).toMatch(/^Opened, and the echo came back after \d+ ms$/)
    expect(outcome.details).toMatchObject({ messages: 2, messageTypes: { text: 2 } })
    await run({ url, echo: true })
    expect(new Set(seen).size).toBe(2)
  })

  it('takes an echo inside something else, and a binary one, for an echo', async () => {
    const wrapped = await serve(ws =>
      ws.on('message', data => ws.send(JSON.stringify({ type: 'echo', data: String(data) }))),
    )
    const outcome = await run({ url: wrapped.url, echo: true })
    expect(outcome).toMatchObject({ status: 'healthy', details: { messageTypes: { echo: 1 } } })
    const binary = await serve(ws => ws.on('message', data => ws.send(data, { binary: true })))
    expect(await run({ url: binary.url, echo: true })).toMatchObject({
      status: 'healthy',
      details: { messageTypes: { binary: 1 } },
    })
  })

  it('says that no echo came, or that something else did', async () => {
    const silent = await serve(() => {})
    expect((await run({ url: silent.url, echo: true }, 600)).message).toMatch(
      /^The WebSocket at ws:\S+ opened, but the echo did not come within 0\.6 s; no message came\.$/,
    )
    const deaf = await serve(ws => ws.on('message', () => ws.send('{"type":"error"}')))
    const outcome = await run({ url: deaf.url, echo: true }, 600)
    expect(outcome.message).toMatch(/the echo did not come within 0\.6 s; 1 other message came\.$/)
    expect(outcome).toMatchObject({
      failure: 'timeout',
      details: { messages: 1, messageTypes: { error: 1 } },
    })
    const rude = await serve(ws => ws.on('message', () => ws.close(1011)))
    expect((await run({ url: rude.url, echo: true })).message).toMatch(
      /closed the WebSocket with code 1011 \(an error of its own\), before the echo came\.$/,
    )
    const flood = await serve(ws => {
      for (let index = 0; index < 10_050; index++) ws.send('noise')
    })
    expect((await run({ url: flood.url, echo: true }, 15_000)).message).toMatch(
      /sent 10000 messages, and none was the echo\.$/,
    )
  })

  it('listens for as long as it is told to, and counts messages by their type', async () => {
    const { url } = await serve(ws => {
      ws.send('{"type":"welcome"}')
      const later = setInterval(() => ws.send('{"type":"progress","percent":50}'), 100)
      setTimeout(() => {
        ws.send('plain')
        ws.send(Buffer.from('{"type":"progress"}'))
      }, 200)
      ws.on('close', () => clearInterval(later))
    })
    const started = performance.now()
    const outcome = await run({ url, expect: 'welcome', listenSeconds: 0.65 })
    const took = performance.now() - started
    expect(took).toBeGreaterThan(640)
    expect(took).toBeLessThan(1500)
    expect(outcome.status).toBe('healthy')
    expect(outcome.message).toMatch(/^Opened, and the expected message came after \d+ ms; \d+ messages came$/)
    expect(outcome.details.messageTypes).toMatchObject({
      welcome: 1,
      progress: expect.toSatisfy((count: number) => count >= 3 && count <= 7),
      text: 1,
      binary: 1,
    })
    expect(outcome.responseTimeMs).toBeLessThan(500)
    expect(outcome.details.closeCode).toBe(1000)
  })

  it('stops listening in time for its deadline, and when too much comes', async () => {
    const calm = await serve(() => {})
    const started = performance.now()
    const outcome = await run({ url: calm.url, listenSeconds: 10 }, 1000)
    expect(outcome).toMatchObject({ status: 'healthy', message: expect.stringMatching(/; 0 messages came$/) })
    expect(performance.now() - started).toBeLessThan(1000)
    const flood = await serve(ws => {
      for (let index = 0; index < 10_050; index++) ws.send('noise')
    })
    const flooded = await run({ url: flood.url, expect: 'noise', listenSeconds: 10 }, 15_000)
    expect(flooded.status).toBe('healthy')
    expect(flooded.details.messages).toBeGreaterThanOrEqual(10_000)
    expect(performance.now() - started).toBeLessThan(9000)
  })

  it('does not mind a server that closes in good order while it listens, but one that breaks down', async () => {
    const polite = await serve(ws => setTimeout(() => ws.close(1000), 100))
    const outcome = await run({ url: polite.url, listenSeconds: 5 })
    expect(outcome).toMatchObject({ status: 'healthy', details: { closeCode: 1000 } })
    const broken = await serve(ws => setTimeout(() => ws.close(1011, 'no memory'), 100))
    expect((await run({ url: broken.url, listenSeconds: 5 })).message).toMatch(
      /closed the WebSocket with code 1011 \(an error of its own: no memory\), while its messages were counted\.$/,
    )
    const gone = await serve((_, request) => setTimeout(() => request.socket.destroy(), 100))
    expect((await run({ url: gone.url, listenSeconds: 5 })).message).toMatch(
      /closed the WebSocket without saying why, while its messages were counted\.$/,
    )
  })

  it('is healthy where only its closing is not answered before the deadline', async () => {
    const { url, clients } = await serve((ws, request) => {
      setTimeout(() => {
        ws.send('ready')
        request.socket.pause()
        request.socket.removeAllListeners('data')
      }, 400)
    })
    const outcome = await run({ url, expect: 'ready' }, 600)
    expect(outcome).toMatchObject({ status: 'healthy', details: { closeCode: null } })
    for (const client of clients) client.terminate()
  })

  it('says which text did not come, and what did', async () => {
    const { url } = await serve(ws => ws.send('something else'))
    const outcome = await run({ url, expect: 'ready' }, 600)
    expect(outcome).toMatchObject({ status: 'unhealthy', failure: 'timeout' })
    expect(outcome.message).toMatch(
      /opened, but the expected "ready" did not come within 0\.6 s; 1 other came/,
    )
  })

  it('gives up on a flood of other messages', async () => {
    const { url } = await serve(ws => {
      for (let index = 0; index < 10_050; index++) ws.send('noise')
    })
    expect((await run({ url, expect: 'ready' }, 15_000)).message).toMatch(
      /sent 10000 messages, and none contained the expected "ready"/,
    )
  })

  it('says why a server hung up before the expected text', async () => {
    const { url } = await serve(ws => {
      ws.send('sorry')
      ws.close(1013, 'too many clients')
    })
    expect((await run({ url, expect: 'ready' })).message).toMatch(
      /closed the WebSocket with code 1013 \(it is overloaded: too many clients\) after 1 other message, before/,
    )
  })

  it('ends with the reason given when the engine stops', async () => {
    const { url, clients } = await serve(() => {})
    const controller = new AbortController()
    const running = runCheck(
      websocketChecker,
      { url, expect: 'never' },
      { timeoutMs: 60_000, clock: systemClock, keep, signal: controller.signal },
    )
    await expect.poll(() => clients.size).toBe(1)
    controller.abort(new Error('The engine is stopping.'))
    expect((await running).message).toMatch(/The engine is stopping/)
    await expect.poll(() => clients.size).toBe(0)
  })

  it.each([
    [{ url: 'http://example.com/' }],
    [{ url: 'example.com' }],
    [{ url: 'ws://example.com/#part' }],
    [{ url: 'ws://example.com/', subprotocol: 'two words' }],
    [{ url: 'ws://example.com/', headers: { 'bad name': 'x' } }],
    [{ url: 'ws://example.com/', headers: { name: 'two\r\nlines' } }],
    [{ url: 'ws://example.com/', expect: '' }],
    [{ url: 'ws://example.com/', echo: true, expect: 'x' }],
    [{ url: 'ws://example.com/', listenSeconds: 11 }],
    [{ url: 'ws://example.com/', listenSeconds: -1 }],
  ])('refuses %j', target => {
    expect(websocketChecker.schema.safeParse(target).success).toBe(false)
  })

  it('says why an echo cannot be together with something to send', () => {
    const parsed = websocketChecker.schema.safeParse({ url: 'ws://example.com/', echo: true, send: 'x' })
    expect(parsed.error?.issues).toMatchObject([
      { path: ['echo'], message: expect.stringMatching(/^The echo sends and expects a text of its own\. /) },
    ])
  })
})
