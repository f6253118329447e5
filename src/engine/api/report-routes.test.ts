import { readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { makeTempDir } from '#demo/programs/temp-dir.ts'
import { fillSampleHistory } from '../../../test-support/sample-history.ts'
import { systemClock } from '../clock.ts'
import { Engine } from '../engine.ts'
import { HISTORY_FILE } from '../history/history.ts'
import { openHistoryStore } from '../history/open-history-store.ts'
import type { HttpFace } from './http-face.ts'

const log = { debug() {}, info() {}, warn() {}, error() {} }
const TOKEN = 'a-token-for-this-test-only'
const WITH_TOKEN = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' }
const WEEK = { fromMs: Date.UTC(2026, 2, 23), toMs: Date.UTC(2026, 2, 30), monitors: null }

let engine: Engine
let face: HttpFace
let dir: Awaited<ReturnType<typeof makeTempDir>>

beforeAll(async () => {
  dir = await makeTempDir('report-routes')
  const { store } = await openHistoryStore({ file: join(dir.path, HISTORY_FILE), url: null, now: Date.now() })
  await fillSampleHistory(store)
  await store.close()
  engine = await Engine.create({
    ...{ dataDir: dir.path, configFile: null, version: '0.0.0', env: {}, clock: systemClock, log },
    shell: { kind: 'light' },
  })
  face = await engine.listen({
    ...{ host: '127.0.0.1', port: 0, token: TOKEN, rendererDir: null, onShow: () => true },
  })
  engine.start()
  await vi.waitFor(
    async () => expect((await engine.handlers.historySeries(undefined)).length).toBeGreaterThan(5),
    10_000,
  )
})
afterAll(async () => {
  await engine.stop()
  await dir.remove()
})

const post = (body: unknown, headers: Record<string, string> = WITH_TOKEN) =>
  fetch(new URL('api/v1/reports', face.url), { method: 'POST', headers, body: JSON.stringify(body) })

describe('reports over HTTP', () => {
  it('are made while they are read, for who has the token', async () => {
    const answer = await post({ ...WEEK, format: 'csv', monitors: ['redis'] })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="traylight-redis-.*\.csv"$/,
    )
    const lines = (await answer.text()).trimEnd().split('\r\n')
    expect(lines.length - 1).toBeGreaterThan(100)
    expect(Number(answer.headers.get('x-traylight-rows'))).toBeCloseTo(lines.length - 1, -2)
    expect((await post({ ...WEEK, format: 'csv' }, { 'content-type': 'application/json' })).status).toBe(401)
  })

  it('are refused in words', async () => {
    const refused = async (body: unknown) => {
      const answer = await post(body)
      return [answer.status, await answer.json()]
    }
    expect(await refused({ ...WEEK, format: 'cvss' })).toEqual([
      400,
      { error: expect.stringContaining('There is no format "cvss" for reports.') },
    ])
    expect(await refused({ ...WEEK, format: 'csv', monitors: ['reddis'] })).toEqual([
      400,
      { error: 'There is no monitor or backend "reddis". Did you mean "redis"?' },
    ])
    expect((await refused({ format: 'csv' }))[0]).toBe(400)
  })

  it('end when their reader goes away', async () => {
    const body = JSON.stringify({ ...WEEK, format: 'ndjson', level: 'raw' })
    const asking = request(new URL('api/v1/reports', face.url), { method: 'POST', headers: WITH_TOKEN })
    asking.on('error', () => {})
    const read = new Promise<number>(resolve => {
      asking.on('response', response => {
        response.on('error', () => {})
        response.once('data', (chunk: Buffer) => {
          response.destroy()
          resolve(chunk.length)
        })
      })
    })
    asking.end(body)
    expect(await read).toBeGreaterThan(0)
    // Whatever it still wrote would hold the next one up.
    expect((await post({ ...WEEK, format: 'csv', monitors: ['redis'] })).status).toBe(200)
  })

  it('that were written into a folder can be fetched as they are there', async () => {
    const { id } = await engine.handlers.startReport({
      ...WEEK,
      format: 'json',
      monitors: ['redis'],
      level: 'hour',
    })
    const get = (path: string, headers: Record<string, string> = WITH_TOKEN) =>
      fetch(new URL(`api/v1/reports/${path}`, face.url), { headers })
    await vi.waitFor(async () => expect((await get(id)).status).toBe(200), 10_000)
    const job = engine.views.topic('reports').reports?.[0]
    expect(job).toMatchObject({ id, state: 'done', schedule: null })
    const answer = await get(id)
    expect(await answer.text()).toBe(await readFile(job?.path ?? '', 'utf8'))
    expect(answer.headers.get('content-disposition')).toContain('traylight-redis-')
    expect((await get(id, {})).status).toBe(401)
    expect((await get('nothing')).status).toBe(404)
    expect((await get('..%2F..%2Fconfig.json')).status).toBe(404)
    await engine.handlers.dismissReport({ id })
    expect((await get(id)).status).toBe(404)
  })
})

describe('the reports of an engine', () => {
  it('run on a schedule, remember it across restarts, and hold no secret', async () => {
    const saved = await engine.handlers.saveSection({
      section: 'reports',
      value: [{ id: 'daily', name: 'Daily', every: 'daily', format: 'json', at: '00:00' }],
    })
    expect(saved).toEqual({ ok: true, id: 'reports' })
    await engine.handlers.runScheduledReport({ id: 'daily' })
    const schedule = () => engine.views.topic('reports').reportSchedules?.[0]
    await vi.waitFor(() => expect(schedule()?.last).toMatchObject({ ok: true }), 10_000)
    expect(schedule()?.nextAt).toBeGreaterThan(Date.now())
    const fetched = await fetch(new URL('api/v1/reports/schedules/daily', face.url), { headers: WITH_TOKEN })
    expect(fetched.status).toBe(200)
    expect(await fetched.text()).not.toContain(TOKEN)
    await vi.waitFor(async () => {
      expect(JSON.parse(await readFile(join(dir.path, 'state.json'), 'utf8')).schedules.daily.last.ok).toBe(
        true,
      )
    })
    await expect(engine.handlers.runScheduledReport({ id: 'weekly' })).rejects.toThrow('no such schedule')
  })

  it('are named with their formats for the interface', async () => {
    const { reportFormats } = await engine.handlers.kinds(undefined)
    expect(reportFormats.map(({ name }) => name)).toEqual(expect.arrayContaining(['csv', 'json', 'ndjson']))
  })
})
