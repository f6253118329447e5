import { createServer, type Server } from 'node:http'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { ToolboxaiBackend } from '#demo/toolboxai-backend.ts'
import type { BackendSample } from '#shared/contract.ts'
import { systemClock } from '../clock.ts'
import { Engine } from '../engine.ts'

const silentLog = { debug() {}, info() {}, warn() {}, error() {} }

let dir: TempDir
let engine: Engine
let toolboxai: ToolboxaiBackend
let leaky: Server | undefined

beforeEach(async () => {
  dir = await makeTempDir('backend-runner')
  toolboxai = new ToolboxaiBackend()
  await toolboxai.start()
  engine = await Engine.create({
    ...{ dataDir: dir.path, configFile: null, version: '0.0.0', clock: systemClock, log: silentLog },
    ...{ env: { KEY: 'a very private word' }, shell: { kind: 'light' } },
  })
  engine.start()
})
afterEach(async () => {
  await engine.stop()
  await toolboxai.stop()
  leaky?.close()
  leaky = undefined
  await dir.remove()
})

const backend = (over: object = {}) => ({
  ...{ id: 'toolbox', name: 'ToolBoxAI', url: toolboxai.url, intervalSeconds: 3600 },
  ...over,
})
const samplesOf = async (id: string): Promise<readonly BackendSample[]> =>
  engine.handlers.backendSamples({ id })

it('offers the samples of a backend, and soon has the value of one that is watched', async () => {
  await engine.handlers.saveBackend({ backend: backend() })
  await engine.handlers.checkNow({ backends: ['toolbox'] })
  const samples = await samplesOf('toolbox')
  expect(samples.length).toBeGreaterThan(10)
  expect(samples).toContainEqual({
    ...{ sample: 'system_cpu_percent', value: 23.5, type: 'gauge', help: 'CPU usage' },
  })

  const metrics = [
    { sample: 'system_cpu_percent', unit: '%', thresholds: { warning: 10, critical: 20 } },
    { sample: 'health_checks_total{status="healthy", endpoint="/health"}', rate: true },
  ]
  await engine.handlers.saveBackend({ backend: backend({ metrics }), replaces: 'toolbox' })
  await vi.waitFor(() =>
    expect(engine.views.metrics(['backend:toolbox:system_cpu_percent'])).toMatchObject([
      { name: 'CPU usage (ToolBoxAI)', group: 'application', value: 23.5, status: 'critical' },
    ]),
  )
  const rateId = 'backend:toolbox:health_checks_total{endpoint="/health",status="healthy"}'
  await engine.handlers.checkNow({ backends: ['toolbox'] })
  await engine.handlers.checkNow({ backends: ['toolbox'] })
  expect(engine.views.metrics([rateId])[0]?.value).toBeGreaterThan(0)

  const history = await engine.handlers.metricHistory({
    ...{ ids: [rateId, 'backend:toolbox:system_cpu_percent'], points: 100 },
    ...{ fromMs: Date.now() - 60_000, toMs: Date.now() },
  })
  expect(history).toHaveLength(2)
  expect(history[1]).toMatchObject({ unit: '%', threshold: { warning: 10, critical: 20 } })
  expect(history[1]?.points.at(-1)?.[1]).toBe(23.5)
})

it('leaves a gap where the backend does not answer, and says why it offers nothing', async () => {
  const metrics = [{ sample: 'system_cpu_percent' }]
  await engine.handlers.saveBackend({ backend: backend({ metrics }) })
  await engine.handlers.checkNow({ backends: ['toolbox'] })
  await toolboxai.stop()
  await engine.handlers.checkNow({ backends: ['toolbox'] })
  expect(engine.views.metrics(['backend:toolbox:system_cpu_percent'])).toMatchObject([{ value: null }])
  await expect(samplesOf('toolbox')).rejects.toThrow('refused the connection')

  await engine.handlers.deleteBackends({ ids: ['toolbox'] })
  expect(engine.views.metrics(engine.book.metrics.ids()).map(({ group }) => group)).not.toContain(
    'application',
  )
  expect(await samplesOf('toolbox')).toEqual([])
})

it('offers no sample that repeats a secret of the backend', async () => {
  leaky = createServer((request, response) => {
    const key = request.headers['x-key']
    response.end(
      request.url === '/api/v1/metrics'
        ? `# HELP up Asked with ${key}\nup 1\nkey{is="${key}"} 1\n`
        : '{"status":"ok"}',
    )
  })
  await new Promise<void>(resolve => leaky?.listen(0, '127.0.0.1', resolve))
  const address = leaky.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  const headers = { 'X-Key': '$' + '{env:KEY}' }
  await engine.handlers.saveBackend({ backend: backend({ url, headers }) })
  await engine.handlers.checkNow({ backends: ['toolbox'] })
  expect(await samplesOf('toolbox')).toEqual([
    { sample: 'up', value: 1, type: 'untyped', help: 'Asked with •••' },
  ])
})
