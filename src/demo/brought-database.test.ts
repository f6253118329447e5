import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { redisChecker } from '#engine/checkers/redis.ts'
import { runCheck } from '#engine/checkers/run-check.ts'
import { systemClock } from '#engine/clock.ts'
import { KeptResources } from '#engine/watch/kept-resources.ts'
import { recordingLog } from '../../test-support/recording-log.ts'
import { redisActor } from './actors/redis-actor.ts'
import { type Actor, startActor } from './actors/start-actor.ts'
import { broughtDatabase } from './brought-database.ts'
import type { Thawer } from './freezable.ts'
import { freePort } from './programs/free-port.ts'
import type { Database } from './staged-database.ts'

const actorFile = join(import.meta.dirname, 'actor.ts')
const options = { timeoutMs: 1000, clock: systemClock, keep: new KeptResources().keeperFor('test') }

/** Hears what a guard is told. */
class RecordingThawer implements Thawer {
  readonly told: string[] = []
  async obey({ do: what, pid }: Parameters<Thawer['obey']>[0]): Promise<void> {
    this.told.push(`${what} ${pid}`)
  }
}

let thawer: RecordingThawer
let begun: Actor<null, never>[]
let database: Database
beforeEach(async () => {
  thawer = new RecordingThawer()
  begun = []
  const settings = { port: await freePort(), password: 'open sesame' }
  database = broughtDatabase({
    url: `redis://:open%20sesame@127.0.0.1:${settings.port}/0`,
    thawer,
    async begin() {
      const actor = await startActor({ actorFile, program: redisActor, settings, log: recordingLog() })
      begun.push(actor)
      return actor
    },
  })
  await database.start()
})
afterEach(() => database.stop())

const look = async () => (await runCheck(redisChecker, { url: database.url }, options)).status
const latest = () => begun.at(-1) ?? expect.fail('Nothing was begun.')

/** Ends its process as a crash would. */
async function crash(): Promise<Actor<null, never>> {
  const actor = latest()
  process.kill(actor.pid, 'SIGKILL')
  await actor.ended
  return actor
}

describe('a database that the demo brings', () => {
  it('runs once, however often it is started, and anew on the same port after it was stopped', async () => {
    await database.start()
    expect([begun.length, await look()]).toEqual([1, 'healthy'])
    await database.stop()
    expect(await look()).toBe('unhealthy')
    await database.start()
    expect([begun.length, await look()]).toEqual([2, 'healthy'])
  })

  it('is started anew after its process ended by itself', async () => {
    await crash()
    expect(await look()).toBe('unhealthy')
    await database.start()
    expect([begun.length, await look()]).toEqual([2, 'healthy'])
  })

  it.skipIf(process.platform === 'win32')(
    'hangs while it is frozen, which the guard knows of meanwhile',
    async () => {
      const { pid } = latest()
      await database.freeze()
      expect([await look(), thawer.told]).toEqual(['unhealthy', [`thaw-at-end ${pid}`]])
      await database.thaw()
      expect([await look(), thawer.told]).toEqual(['healthy', [`thaw-at-end ${pid}`, `forget ${pid}`]])
    },
  )

  it.skipIf(process.platform === 'win32')('ends also when it is frozen', async () => {
    await database.freeze()
    const before = Date.now()
    await database.stop()
    expect(Date.now() - before).toBeLessThan(5000)
  })

  it.skipIf(process.platform === 'win32')(
    'signals nobody after its process is gone, and has the guard forget its number',
    async () => {
      await database.freeze()
      const gone = await crash()
      await vi.waitFor(() => expect(thawer.told.at(-1)).toBe(`forget ${gone.pid}`))
      const kill = vi.spyOn(process, 'kill')
      await database.freeze()
      await database.thaw()
      expect(() => gone.signal('SIGSTOP')).toThrow('The process "redis" has ended.')
      expect(kill).not.toHaveBeenCalled()
      kill.mockRestore()
      expect(thawer.told.length).toBe(2)
    },
  )
})
