import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, it, vi } from 'vitest'
import { makeTempDir } from '#demo/programs/temp-dir.ts'
import { configSchema } from '#shared/config.ts'
import { alerting } from '../../../test-support/alerting.ts'
import { recordingLog } from '../../../test-support/recording-log.ts'
import { monitorInput } from '../../../test-support/watched-book.ts'
import { DeliveryDesk } from '../notify/delivery-desk.ts'
import { defineNotifier } from '../notify/notifier.ts'
import { nativeNotifier } from '../notify/notifiers/native.ts'
import { SqliteAlertStore } from './sqlite-alert-store.ts'

const program = fileURLToPath(new URL('./fire-until-killed.ts', import.meta.url))
const CONFIG = {
  monitors: [monitorInput('redis', { name: 'Redis' })],
  notifiers: [{ id: 'desktop', name: 'This desktop', to: { kind: 'native' } }],
}

/** The alerts on the file that is left, with a real desk and a notifier that takes everything. */
function restarted(file: string) {
  const sent: string[] = []
  const store = new SqliteAlertStore(file)
  const alerts = alerting(CONFIG, { openStore: () => store, deliver: deliveries => desk.take(deliveries) })
  const notifier = defineNotifier({
    ...nativeNotifier,
    send: async ({ title }) => {
      sent.push(title)
    },
  })
  const { notifiers } = configSchema.parse(CONFIG)
  const desk = new DeliveryDesk({
    ...{ clock: alerts.clock, log: recordingLog(), random: () => 0.5, store, notifiers: [notifier] },
    ...{ config: () => notifiers, resolve: async value => ({ ok: true, value, secrets: [] }) },
    facts: { version: '1', host: 'here', isDemo: false, native: null, resourcesDir: null },
    ...{ onChange: () => {}, onOutcome: () => {} },
  })
  return { ...alerts, sent, store, desk }
}

describe('an alarm', () => {
  it.concurrent.for(['before it is kept', 'before it is delivered'])(
    'killed %s is told once after the restart, and so is its end',
    { timeout: 20_000 },
    async (when, { onTestFinished, expect }) => {
      const dir = await makeTempDir('alert-kill')
      onTestFinished(() => dir.remove())
      const file = join(dir.path, 'alerts.sqlite')
      const child = spawn(process.execPath, [program, file, when], { stdio: ['ignore', 'pipe', 'inherit'] })
      let output = ''
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString()
      })
      const [, signal] = await once(child, 'close')
      expect([output, signal]).toEqual(['', 'SIGKILL'])

      const { start, desk, fail, heal, clock, sent, store } = restarted(file)
      await start()
      desk.start()
      fail('redis')
      await clock.advance(60_000)
      await vi.waitFor(() => expect(sent).toEqual(['Redis is unhealthy']))
      heal('redis')
      await clock.advance(60_000)
      await vi.waitFor(() => expect(sent).toEqual(['Redis is unhealthy', 'Redis is healthy again']))
      expect(store.waitingDeliveries()).toEqual([])
      expect(store.page({ state: 'all', limit: 10 })).toHaveLength(1)
      await desk.stop()
      store.close()
    },
  )
})
