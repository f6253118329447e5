import Pusher from 'pusher'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { makeTempDir } from '#demo/programs/temp-dir.ts'
import { pusherSchema, relaySchema } from '#shared/realtime-config.ts'
import type { HttpFace } from '../../api/http-face.ts'
import { systemClock } from '../../clock.ts'
import { Engine } from '../../engine.ts'

const KEYS = { appId: 'own', key: 'key-of-own', secret: 'the secret of its own relay' }
const SOON = { timeout: 5000, interval: 10 }
const silentLog = { debug() {}, info() {}, warn() {}, error() {} }

let engine: Engine
let face: HttpFace
let dir: Awaited<ReturnType<typeof makeTempDir>>

beforeAll(async () => {
  dir = await makeTempDir('relay')
  engine = await Engine.create({
    ...{ dataDir: dir.path, configFile: null, version: '0.0.0', env: {}, clock: systemClock, log: silentLog },
    shell: { kind: 'light' },
  })
  face = await engine.listen({
    ...{ host: '127.0.0.1', port: 0, token: 'a-token-for-this-test-only', rendererDir: null },
    onShow: () => false,
  })
  engine.start()
})
afterAll(async () => {
  await engine.stop()
  await dir.remove()
})

describe('a Traylight with a relay of its own', () => {
  it('is off until it is switched on, and then carries what others publish to its own tray', async () => {
    const official = new Pusher({ ...KEYS, host: '127.0.0.1', port: String(face.port) })
    await expect(official.get({ path: '/channels' })).rejects.toMatchObject({ status: 404 })
    await engine.handlers.saveSection({ section: 'relay', value: relaySchema.parse({ on: true, ...KEYS }) })
    const host = face.url.replace(/\/$/, '')
    await engine.handlers.saveSection({
      section: 'pusher',
      value: pusherSchema.parse({ on: true, host, ...KEYS, publish: true, publishAs: 'itself' }),
    })
    const view = () => engine.views.everything().realtime
    await vi.waitFor(() => {
      expect(view()?.listening?.channels.every(({ state }) => state === 'subscribed')).toBe(true)
      expect(view()).toMatchObject({
        ...{ listening: { state: 'connected' }, publishing: { state: 'leading' } },
        relay: { address: host, connections: 2 },
      })
    }, SOON)
    const timestamp = new Date().toISOString()
    await official.trigger('system-alert', 'system-alert', {
      level: 'critical',
      message: 'Stuck.',
      timestamp,
    })
    await vi.waitFor(() => expect(engine.book.overall.status).toBe('unhealthy'), SOON)
    await engine.handlers.saveSection({ section: 'relay', value: relaySchema.parse({}) })
    await expect(official.get({ path: '/channels' })).rejects.toMatchObject({ status: 404 })
  })
})
