import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { PusherProtocolServer } from '../../../test-support/pusher-protocol-server.ts'
import { recordingLog } from '../../../test-support/recording-log.ts'
import { systemClock } from '../clock.ts'
import { Engine } from '../engine.ts'
import { type Notification, SHOWN } from '../notify/notification.ts'

const WAIT = { timeout: 10_000, interval: 5 }

let dir: TempDir
let server: PusherProtocolServer
let engine: Engine
const told: Notification[] = []
const log = recordingLog()

beforeEach(async () => {
  dir = await makeTempDir('realtime')
  server = await PusherProtocolServer.start()
  engine = await Engine.create({
    ...{ dataDir: dir.path, configFile: null, version: '1.2.3', env: { PUSHER_SECRET: server.secret } },
    ...{ clock: systemClock, log, shell: { kind: 'light' } },
    native: {
      async show(notification) {
        told.push(notification)
        return SHOWN
      },
      async stop() {},
    },
  })
  engine.start()
})
afterEach(async () => {
  await engine.stop()
  await server.stop()
  await dir.remove()
})

it('an engine turns red at a pushed alert and tells people within milliseconds, with the secret where it belongs', async () => {
  const saved = await engine.handlers.saveSection({
    section: 'pusher',
    value: {
      ...{ on: true, key: server.key, host: server.host, secret: '${env:PUSHER_SECRET}' },
      channels: [{ name: 'private-ops' }],
    },
  })
  expect(saved).toMatchObject({ ok: true })
  await vi.waitFor(() => expect(server.subscribers('private-ops')).toBe(1), WAIT)
  await vi.waitFor(() => expect(engine.book.overall.status).toBe('healthy'), WAIT)

  const alert = { level: 'critical', message: 'Redis lost its data.', timestamp: new Date().toISOString() }
  const sentAt = performance.now()
  server.trigger('private-ops', 'system-alert', alert)
  while (told.length === 0 && performance.now() - sentAt < 5000) await sleep(0)
  const tookMs = performance.now() - sentAt
  if (process.env.SHOW_FIGURES) console.log({ tookMs })
  expect(told[0]).toMatchObject({ title: 'Redis lost its data', urgency: 'critical' })
  expect(engine.book.overall).toMatchObject({ status: 'unhealthy', totalServices: 1 })
  // The budget is a p99 of 50 ms; a busy machine is late with everything.
  expect(tookMs).toBeLessThan(1000)

  expect(engine.views.topic('realtime').realtime?.listening).toMatchObject({ state: 'connected' })
  const [backend] = engine.views.backends(['pusher'])
  expect(backend).toMatchObject({ name: 'Pusher', status: 'healthy', format: 'pusher' })
  expect(JSON.stringify([engine.views.everything(), log.lines])).not.toContain(server.secret)
  expect(() => engine.handlers.deleteBackends({ ids: ['pusher'] })).toThrow(/not changed here/)
  expect(await engine.handlers.checkNow({})).toEqual({ checked: 0 })
  expect(await engine.handlers.backendSamples({ id: 'pusher' })).toEqual([])
})
