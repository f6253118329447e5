import { appendFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { refuse } from '../../test-support/bad-servers.ts'
import { type HttpRecorder, startHttpRecorder } from '../../test-support/http-recorder.ts'
import { recordingLog } from '../../test-support/recording-log.ts'
import { systemClock } from './clock.ts'
import { Engine } from './engine.ts'

let dir: TempDir
let web: HttpRecorder
let engine: Engine
const log = recordingLog()

beforeEach(async () => {
  ;[dir, web] = await Promise.all([makeTempDir('telling'), startHttpRecorder()])
  const { port } = await refuse()
  const file = join(dir.path, 'app.log')
  await writeFile(file, '')
  const config = {
    monitors: [
      {
        ...{
          id: 'orders',
          name: 'Orders',
          category: 'realtime',
          check: { kind: 'tcp', host: '127.0.0.1', port },
        },
        ...{ failuresToUnhealthy: 1, intervalSeconds: 1, retrySeconds: 0.2 },
        healing: {
          command: [process.execPath, '-e', 'console.log("restarted " + process.env.TRAYLIGHT_MONITOR_ID)'],
          afterFailures: 1,
        },
      },
    ],
    notifiers: [{ id: 'hook', name: 'Hook', to: { kind: 'webhook', url: `${web.url}/hook` } }],
    alerts: { groupSeconds: 0 },
    logSources: [{ id: 'app', name: 'App', file }],
    heartbeat: { url: `${web.url}/alive` },
  }
  await writeFile(join(dir.path, 'traylight.json'), JSON.stringify(config))
  engine = await Engine.create({
    ...{ dataDir: dir.path, configFile: join(dir.path, 'traylight.json'), version: '1.2.3', env: {} },
    ...{ clock: systemClock, log, shell: { kind: 'light' } },
  })
  engine.start()
  await appendFile(file, `${new Date().toISOString()} out of connections\n`)
})
afterEach(async () => {
  await engine.stop()
  await Promise.all([web.close(), dir.remove()])
})

const hookSchema = z.object({ incidents: z.array(z.object({ id: z.string() })) })

it('an outage is one incident: told, healed, with its log lines and one id everywhere', async () => {
  const wait = { timeout: 15_000, interval: 50 }
  const open = async () => {
    const { incidents } = await engine.handlers.incidents({ state: 'open', limit: 10 })
    const incident = incidents.find(({ subject }) => subject.id === 'orders')
    const detail = await engine.handlers.incident({ id: incident?.id ?? '-' })
    if (detail === null) throw new Error('There is no incident yet.')
    return detail
  }
  const detail = await vi.waitFor(async () => {
    const found = await open()
    expect(found.timeline.filter(({ kind }) => kind === 'healing').length).toBeGreaterThan(1)
    expect(found.deliveries.map(({ state }) => state)).toContain('delivered')
    expect(web.requests.map(({ path }) => path)).toContain('/alive')
    return found
  }, wait)

  const { id } = detail.incident
  expect(detail.incident).toMatchObject({
    name: 'Orders',
    level: 'critical',
    state: 'open',
    status: 'unhealthy',
  })
  const healing = detail.timeline.filter(({ kind }) => kind === 'healing')
  expect(healing.map(({ text }) => text)).toEqual([
    expect.stringContaining('(attempt 1 of 3)'),
    expect.stringContaining('ended well after'),
  ])
  expect(healing.at(-1)?.output).toBe('restarted orders')
  const hook = web.requests.find(({ path }) => path === '/hook')
  expect(hookSchema.parse(JSON.parse(hook?.body ?? '')).incidents).toEqual([expect.objectContaining({ id })])
  expect(log.lines.map(({ facts }) => facts.incident)).toContain(id)
  expect(detail.hasLogs).toBe(true)
  const [source] = await engine.handlers.incidentLogs({ id })
  expect(source?.lines.map(({ text }) => text)).toEqual([expect.stringContaining('out of connections')])
})
