import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { afterEach, expect, it } from 'vitest'
import { FakeClock } from '../fake-clock.ts'
import { authoriseChannel } from './authorise-channel.ts'
import type { PusherApp } from './pusher-app-of.ts'

let server: Server | null = null
afterEach(async () => {
  server?.closeAllConnections()
  await new Promise(resolve => (server ? server.close(resolve) : resolve(null)))
  server = null
})

async function askedOf(listener: RequestListener, clock = new FakeClock()) {
  server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const app: PusherApp = {
    place: { key: 'app-key', cluster: 'eu', host: null },
    ...{ words: 'cluster eu', appId: null, secret: null },
    authUrl: new URL(`http://127.0.0.1:${port}/pusher/auth?token=hidden`),
    authHeaders: { authorization: 'Bearer abc' },
  }
  const member = { userId: 'me', name: 'Traylight' }
  const subscription = { socketId: '1.2', channel: 'private-ops', member }
  return authoriseChannel(app, subscription, { clock, signal: new AbortController().signal })
}

it('is signed here as Pusher documents it', async () => {
  const app = {
    place: { key: '278d425bdf160c739803', cluster: 'eu', host: null },
    ...{ words: 'cluster eu', appId: null, secret: '7ad3773142a6692b25b8', authUrl: null, authHeaders: {} },
  }
  const subscription = {
    ...{ socketId: '1234.1234', channel: 'private-foobar' },
    member: { userId: 'me', name: 'Traylight' },
  }
  const context = { clock: new FakeClock(), signal: new AbortController().signal }
  // The worked example of https://pusher.com/docs/channels/library_auth_reference/auth-signatures
  expect(await authoriseChannel(app, subscription, context)).toEqual({
    auth: '278d425bdf160c739803:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4',
  })
})

it('is asked for where there is no secret, with the headers', async () => {
  const asked: string[] = []
  const auth = await askedOf((request, response) => {
    request.on('data', body => {
      asked.push(`${request.method} ${request.url} ${request.headers.authorization} ${body}`)
      response.end(JSON.stringify({ auth: 'app-key:abc', extra: 1 }))
    })
  })
  expect(auth).toEqual({ auth: 'app-key:abc' })
  expect(asked).toEqual(['POST /pusher/auth?token=hidden Bearer abc socket_id=1.2&channel_name=private-ops'])
})

it.each([
  [
    'refuses',
    403,
    '{}',
    /^http:\/\/127\.0\.0\.1:\d+\/pusher\/auth answered 403 Forbidden and did not authorise private-ops\. Check/,
  ],
  ['answers a page', 200, '<html>', /is no authorisation of Pusher\. Check the address\.$/],
  ['answers without end', 200, `{"auth":"${'x'.repeat(200_000)}`, /is no authorisation of Pusher/],
  ['names no member', 200, '{"auth":"a","channel_data":"{"}', /is no authorisation of Pusher/],
])('says what to do where the address %s', async (_, status, body, words) => {
  const answer = askedOf((_request, response) => response.writeHead(status).end(body))
  await expect(answer).rejects.toThrow(words)
})

it('waits for ten seconds, and not for ever', async () => {
  const clock = new FakeClock()
  const answer = askedOf(() => {}, clock)
  const said = expect(answer).rejects.toThrow(/did not authorise private-ops within 10 s\.$/)
  while (clock.waiting === 0) await new Promise(resolve => setImmediate(resolve))
  await clock.advance(10_000)
  await said
})
