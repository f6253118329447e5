import { type ChildProcess, spawn } from 'node:child_process'
import { access, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { postgresChecker } from '#engine/checkers/postgres.ts'
import { redisChecker } from '#engine/checkers/redis.ts'
import { runCheck } from '#engine/checkers/run-check.ts'
import { systemClock } from '#engine/clock.ts'
import { KeptResources } from '#engine/watch/kept-resources.ts'
import { recordingLog } from '../../test-support/recording-log.ts'
import { actsOf } from './acts.ts'
import { type Crew, gatherCrew } from './crew.ts'
import { makeTempDir } from './programs/temp-dir.ts'

const ROOT = join(import.meta.dirname, '../..')
const ACTOR_FILE = join(import.meta.dirname, 'actor.ts')

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const log = recordingLog()
let crew: Crew
beforeAll(async () => {
  crew = await gatherCrew({ actorFile: ACTOR_FILE, log, usesInstalled: true })
})
afterAll(async () => {
  const { folder } = crew.guard.facts
  const pids = [crew.guard, crew.mcp, crew.backend, crew.vendors].map(({ pid }) => pid)
  await crew.end()
  expect(pids.filter(isAlive)).toEqual([])
  expect(await isThere(folder)).toBe(false)
  expect(log.messages('warn')).toEqual([])
})

async function act(id: string, does: 'break' | 'heal'): Promise<void> {
  await actsOf(crew)
    .find(one => one.id === id)
    ?.[does]()
}

const options = { timeoutMs: 1500, clock: systemClock, keep: new KeptResources().keeperFor('test') }
const askRedis = async () => (await runCheck(redisChecker, { url: crew.redis.url }, options)).status
const askPostgres = async () => (await runCheck(postgresChecker, { url: crew.postgres?.url }, options)).status

const reportSchema = z.object({ checks: z.record(z.string(), z.object({ healthy: z.boolean() })) })
/** What the backend says is unhealthy. */
async function reported(): Promise<readonly string[]> {
  const response = await fetch(`http://127.0.0.1:${crew.backend.facts.port}/api/v1/health/deep`)
  const { checks } = reportSchema.parse(await response.json())
  return Object.keys(checks).filter(name => checks[name]?.healthy === false)
}
const answers = (url: string) =>
  fetch(url, { signal: AbortSignal.timeout(500) }).then(
    response => response.status,
    () => 'nothing',
  )

describe('what is broken on the stage', () => {
  it('is nothing at first', async () => {
    expect([await askRedis(), await askPostgres(), await reported()]).toEqual(['healthy', 'healthy', []])
  })

  it('can be Redis, which the backend notices, or ignores where it is told to', async () => {
    await act('redis-unnoticed', 'break')
    expect([await askRedis(), await reported()]).toEqual(['unhealthy', []])
    await act('redis-stops', 'break')
    await act('redis-unnoticed', 'heal')
    expect(await askRedis()).toBe('unhealthy')
    await vi.waitFor(async () => expect(await reported()).toEqual(['redis']), { timeout: 8000 })
    await act('redis-stops', 'heal')
    expect(await askRedis()).toBe('healthy')
    await vi.waitFor(async () => expect(await reported()).toEqual([]), { timeout: 8000 })
  })

  it('can be PostgreSQL and the MCP server, which hang', async () => {
    const health = `http://127.0.0.1:${crew.mcp.facts.healthPort}/health`
    expect(await answers(health)).toBe(200)
    await act('postgres-hangs', 'break')
    await act('mcp-freezes', 'break')
    expect([await askPostgres(), await answers(health)]).toEqual(['unhealthy', 'nothing'])
    await act('postgres-hangs', 'heal')
    await act('mcp-freezes', 'heal')
    expect([await askPostgres(), await answers(health)]).toEqual(['healthy', 200])
  })

  it('can be the bridge, the plug-ins and a vendor', async () => {
    const bridge = `http://127.0.0.1:${crew.bridge.facts.port}/health`
    const plugins = join(crew.project.path, 'roblox/plugins')
    const supabase = `${crew.vendors.facts.statusPages.supabase}/api/v2/status.json`
    const look = async () => [
      await answers(bridge),
      await isThere(plugins),
      (await (await fetch(supabase)).text()).includes('"critical"'),
    ]
    expect(await look()).toEqual([200, true, false])
    const all = ['bridge-stops', 'plugins-folder-gone', 'supabase-outage']
    for (const id of all) await act(id, 'break')
    expect(await look()).toEqual(['nothing', false, true])
    expect((await reported()).toSorted()).toEqual(['flask_bridge', 'source_structure', 'supabase'])
    for (const id of all) await act(id, 'heal')
    expect(await look()).toEqual([200, true, false])
  })

  it('says in words what it cannot do', async () => {
    await expect(crew.backend.obey({ do: 'report', service: 'moon', problem: null })).rejects.toThrow(
      'no service moon',
    )
  })
})

const startedSchema = z.object({ pids: z.array(z.number()), folder: z.string() })

/** The first line that a process prints. */
async function firstLine(child: ChildProcess): Promise<string> {
  let output = ''
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', chunk => {
      output += String(chunk)
      if (output.includes('\n')) resolve(output)
    })
    child.once('exit', code => reject(new Error(`It ended with ${code}.`)))
  })
}

// PGlite takes seconds to start, on a busy machine many.
it('leaves nothing behind when its parent is killed, a frozen process included', {
  timeout: 90_000,
}, async () => {
  const parent = spawn(process.execPath, [join(ROOT, 'test-support/demo-crew-process.ts')], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const { pids, folder } = startedSchema.parse(JSON.parse(await firstLine(parent)))
  expect(pids.every(isAlive)).toBe(true)
  expect(await isThere(join(folder, 'project/core/sparc/state_manager.py'))).toBe(true)
  parent.kill('SIGKILL')
  await vi.waitFor(
    async () => {
      expect(pids.filter(isAlive)).toEqual([])
      expect(await isThere(folder)).toBe(false)
    },
    { timeout: 20_000 },
  )
})

it('ends all that it started where one of them cannot start', { timeout: 60_000 }, async () => {
  const dir = await makeTempDir('failing-crew')
  vi.stubEnv('TMPDIR', dir.path)
  try {
    const actorFile = join(ROOT, 'test-support/crew-member-fails.ts')
    await expect(gatherCrew({ actorFile, log: recordingLog(), usesInstalled: false })).rejects.toThrow(
      'The process "bridge" has ended.',
    )
    const left = await readdir(dir.path)
    expect(left).toContain('pid-of-vendors')
    const pids = await Promise.all(left.map(name => readFile(join(dir.path, name), 'utf8')))
    expect(pids.map(Number).filter(isAlive)).toEqual([])
  } finally {
    vi.unstubAllEnvs()
    await dir.remove()
  }
})
