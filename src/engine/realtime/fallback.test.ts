import { once } from 'node:events'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { listeningRealtime } from '../../../test-support/listening-realtime.ts'
import { PusherProtocolServer } from '../../../test-support/pusher-protocol-server.ts'
import { FakeClock } from '../fake-clock.ts'

const WAIT = { timeout: 5000, interval: 5 }

let server: PusherProtocolServer
let backend: WebSocketServer
let backendUrl: string
const open = new Map<string, WebSocket>()
let token: string | undefined
let stop: () => Promise<void> = async () => {}

beforeEach(async () => {
  server = await PusherProtocolServer.start()
  backend = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  backend.on('connection', (ws, request) => {
    token = request.headers.authorization
    const path = request.url ?? ''
    // One endpoint that is not there.
    if (path === '/ws/roblox') return ws.close()
    open.set(path, ws)
    ws.on('close', () => open.delete(path))
  })
  await once(backend, 'listening')
  const address = backend.address()
  backendUrl = typeof address === 'object' && address ? `http://127.0.0.1:${address.port}/api/v1/health` : ''
})
afterEach(async () => {
  await stop()
  for (const ws of open.values()) ws.terminate()
  await new Promise(resolve => backend.close(resolve))
  await server.stop()
})

it('asks the backend and listens to its WebSockets while the channels are silent, and no longer', async () => {
  const clock = new FakeClock()
  const rig = listeningRealtime(
    {
      backends: [
        { id: 'toolbox', name: 'ToolBoxAI', url: backendUrl, headers: { authorization: 'Bearer abc' } },
      ],
      pusher: {
        ...{ on: true, key: server.key, host: server.host, fallbackBackend: 'toolbox' },
        channels: [{ name: 'system-health', expectedMinutes: 1 }],
      },
    },
    clock,
  )
  stop = rig.stop
  const { realtime, polled, service } = rig
  const fallback = () => realtime.view().listening?.fallback
  realtime.start()
  await vi.waitFor(() => expect(server.subscribers('system-health')).toBe(1), WAIT)
  expect([fallback(), polled]).toEqual(['', []])

  await clock.advance(70_000)
  expect(polled).toContain('toolbox')
  await vi.waitFor(
    () => expect(fallback()).toBe('Asking ToolBoxAI instead, and listening to /ws/content and /ws/native.'),
    WAIT,
  )
  expect(token).toBe('Bearer abc')
  const before = polled.length
  await clock.advance(20_000)
  expect(polled.length).toBe(before + 2)

  open.get('/ws/content')?.send(
    JSON.stringify({
      type: 'generation_progress',
      payload: { message: 'Quiz 3 of 4', progress: { current: 3, total: 4 } },
    }),
  )
  open.get('/ws/native')?.send('hello\u0007 there')
  const redis = { name: 'Redis', status: 'unhealthy', message: 'Redis is down.' }
  open.get('/ws/native')?.send(JSON.stringify({ type: 'service-status', data: { services: [redis] } }))
  await vi.waitFor(() => expect(service('Redis')?.status).toBe('unhealthy'), WAIT)
  await vi.waitFor(() => expect(realtime.activity({ limit: 9 })).toHaveLength(3), WAIT)
  expect(realtime.activity({ channel: '/ws/content', limit: 9 })).toMatchObject([
    { event: 'generation_progress', kind: 'progress', text: 'Quiz 3 of 4', percent: 75 },
  ])
  expect(realtime.activity({ channel: '/ws/native', limit: 9 }).at(-1)).toMatchObject({
    event: 'message',
    text: 'hello there',
  })

  await clock.advance(300)
  server.trigger('system-health', 'service-status', { services: [{ name: 'Redis', status: 'healthy' }] })
  await vi.waitFor(() => expect(service('Redis')?.status).toBe('healthy'), WAIT)
  await clock.advance(5000)
  expect(fallback()).toBe('')
  await vi.waitFor(() => expect(open.size).toBe(0), WAIT)
  const after = polled.length
  await clock.advance(30_000)
  expect(polled.length).toBe(after)
})
