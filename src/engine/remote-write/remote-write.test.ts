import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { makeTempDir } from '#demo/programs/temp-dir.ts'
import { remoteWriteSchema } from '#shared/remote-write-config.ts'
import { type PrometheusServer, startPrometheus } from '../../../test-support/prometheus-server.ts'
import { recordingLog } from '../../../test-support/recording-log.ts'
import { startWriteReceiver } from '../../../test-support/write-receiver.ts'
import { type Clock, systemClock } from '../clock.ts'
import { Engine } from '../engine.ts'
import { gauge } from '../metrics-exposition/family.ts'
import { RemoteWriter } from './remote-writer.ts'

const log = recordingLog()
let prometheus: PrometheusServer
let dir: Awaited<ReturnType<typeof makeTempDir>>
let engine: Engine | undefined

beforeAll(async () => {
  prometheus = await startPrometheus('global: {}\n', ['--web.enable-remote-write-receiver'])
  dir = await makeTempDir('remote-write')
})

afterEach(async () => {
  await engine?.stop()
  engine = undefined
})

afterAll(async () => {
  await prometheus?.stop()
  await dir?.remove()
})

async function startEngine(): Promise<Engine> {
  const started = await Engine.create({
    ...{ dataDir: dir.path, configFile: null, version: '1.2.3', env: {}, clock: systemClock, log },
    shell: { kind: 'light' },
  })
  engine = started
  started.start()
  return started
}

const noticesOf = ({ views }: Engine) => views.topic('info').info?.notices.map(({ text }) => text)

describe('remote write of an engine', () => {
  it('reaches a real Prometheus, and ends when its address is taken away', async () => {
    const watching = await startEngine()
    await watching.handlers.saveSection({
      section: 'remoteWrite',
      value: { url: `${prometheus.url}/api/v1/write`, externalLabels: { site: 'north' } },
    })
    await vi.waitFor(
      async () => {
        const [found] = await prometheus.query('traylight_build_info{job="traylight",site="north"}')
        expect(found?.metric).toMatchObject({ version: '1.2.3', instance: expect.any(String) })
      },
      { timeout: 10_000, interval: 200 },
    )
    const [cpu] = await prometheus.query('system_cpu_percent{site="north"}')
    expect(Number(cpu?.value)).toBeGreaterThanOrEqual(0)
    expect(await prometheus.query('sum by (status) (traylight_status)')).toHaveLength(4)
    expect(noticesOf(watching)).toEqual([])
    await watching.handlers.saveSection({ section: 'remoteWrite', value: {} })
    expect(log.messages('warn')).toEqual([])
  })

  it('tells of a receiver that refuses, and no more once another is given; the token stays a secret', async () => {
    const refusing = await startWriteReceiver(() => systemClock.now())
    refusing.answer = () => ({ status: 401 })
    const watching = await startEngine()
    await watching.handlers.saveSection({
      section: 'remoteWrite',
      value: { url: refusing.url, bearerToken: 'hush-hush-token' },
    })
    await vi.waitFor(
      () => expect(noticesOf(watching)).toEqual([expect.stringMatching(/401 Unauthorized\. Check/)]),
      { timeout: 10_000, interval: 100 },
    )
    expect(refusing.requests[0]?.headers.authorization).toBe('Bearer hush-hush-token')
    const config = await watching.handlers.getConfig(undefined)
    expect(JSON.stringify(config)).not.toContain('hush-hush')
    await watching.handlers.saveSection({ section: 'remoteWrite', value: {} })
    await vi.waitFor(() => expect(noticesOf(watching)).toEqual([]))
    await refusing.released()
    await refusing.close()
  })
})

describe('a real Prometheus', () => {
  it('takes what it is sent in order, and the end of a series for its end', async () => {
    let turn = 0
    // Waits a twelfth of the time, but tells the time as it is: Prometheus does not see what is in the future.
    const impatient: Clock = {
      ...systemClock,
      after: (delayMs, callback) => systemClock.after(delayMs / 12, callback),
    }
    const writer = new RemoteWriter({
      ...{ clock: impatient, log, version: '1.2.3', onNotices: () => {} },
      resolve: async value => ({ ok: true, value, secrets: [] }),
      metrics: {
        families: () => {
          turn++
          const labels = { name: 'A "b"\\\né' }
          return [
            gauge('test_turn', 'Turns.', [{ labels, value: turn }]),
            gauge('test_passing', 'Passes.', turn > 2 ? [] : [{ labels, value: 1 }]),
          ]
        },
      },
      config: remoteWriteSchema.parse({ url: `${prometheus.url}/api/v1/write`, intervalSeconds: 5 }),
    })
    writer.start()
    await vi.waitFor(
      async () => {
        expect(writer.notices()).toEqual([])
        const [series] = await prometheus.query('test_turn')
        expect(Number(series?.value)).toBeGreaterThanOrEqual(4)
        expect(series?.metric.name).toBe('A "b"\\\né')
      },
      { timeout: 10_000, interval: 100 },
    )
    expect(writer.notices()).toEqual([])
    await writer.stop()
    expect(await prometheus.query('test_passing')).toEqual([])
    expect(await prometheus.query('max_over_time(test_passing[1m])')).toHaveLength(1)
    const [count] = await prometheus.query('count_over_time(test_turn[1m])')
    expect(Number(count?.value)).toBeGreaterThanOrEqual(4)
  })
})
