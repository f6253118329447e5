import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { makeTempDir } from '#demo/programs/temp-dir.ts'
import { type HealingConfig, healingSchema } from '#shared/healing-config.ts'
import { recordingLog } from '../../../test-support/recording-log.ts'
import { BAD, GOOD, monitorInput, watchedBook } from '../../../test-support/watched-book.ts'
import { Healing, type HealingNote } from './healing.ts'

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  vi.unstubAllEnvs()
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

/** A monitor that this command heals, on a clock that is moved by hand; commands run in real time. */
function patient(given: Partial<HealingConfig> & Pick<HealingConfig, 'command'>) {
  const healing = healingSchema.parse({ afterFailures: 2, cooldownSeconds: 60, ...given })
  const { book, clock } = watchedBook({ monitors: [monitorInput('redis', { healing })] })
  const notes: HealingNote[] = []
  const stopping = new AbortController()
  const check = vi.fn()
  const healer = new Healing({
    ...{ clock, log: recordingLog(), book: () => book, signal: stopping.signal, check },
    resolve: async value => ({ ok: true, value, secrets: ['hush-hush'] }),
    onNote: note => notes.push(note),
  })
  /** Stops, and lets what runs be ended. */
  const stop = async () => {
    stopping.abort()
    const stopped = healer.stop()
    await vi.waitFor(async () => {
      await clock.advance(200)
      await Promise.race([stopped, Promise.reject(new Error('It still runs.'))])
    })
  }
  cleanups.push(stop)
  const result = async (outcome: typeof BAD) => {
    healer.addResult('monitor', 'redis', { grade: outcome.status })
    book.recordCheck('redis', outcome)
    await clock.advance(20_000)
  }
  const texts = () => notes.map(({ text }) => text)
  return {
    ...{ book, clock, notes, texts, check, stop },
    fail: () => result(BAD),
    recover: () => result(GOOD),
  }
}

const node = (script: string) => [process.execPath, '-e', script]
const said = (notes: readonly HealingNote[], count: number) =>
  vi.waitFor(() => expect(notes).toHaveLength(count), { timeout: 10_000, interval: 10 })

describe('healing', () => {
  it('runs the command after so many failures in a row, keeps what it wrote, and checks again', async () => {
    const { fail, notes, texts, check } = patient({ command: node('console.log("restarted hush-hush")') })
    await fail()
    expect(notes).toEqual([])
    await fail()
    await said(notes, 2)
    expect(texts()).toEqual([
      `Running ${process.execPath} (attempt 1 of 3).`,
      expect.stringMatching(/ ended well after \d+\.\d s\.$/),
    ])
    expect(notes[1]?.output).toMatch(/^restarted /)
    expect(notes[1]?.output).not.toContain('hush-hush')
    expect(check).toHaveBeenCalledWith('redis')
  })

  it('leaves no part of a secret at the cut of a long output', async () => {
    const script = 'process.stdout.write("hush-hush" + "x".repeat(3995))'
    const { fail, notes } = patient({ command: node(script), afterFailures: 1 })
    await fail()
    await said(notes, 2)
    expect(notes[1]?.output).not.toContain('hush')
  })

  it('tells the program what it is for, and gives it no shell and no variables of ours', async () => {
    const directory = await makeTempDir('healing')
    cleanups.push(directory.remove)
    const file = join(directory.path, 'seen.json')
    vi.stubEnv('TRAYLIGHT_TOKEN', 'secret')
    const script =
      'require("fs").writeFileSync(process.argv[1], JSON.stringify([process.env, process.argv[2]]))'
    const { fail, notes } = patient({ command: [...node(script), file, '$(id); `id`'], afterFailures: 1 })
    await fail()
    await said(notes, 2)
    const seenSchema = z.tuple([z.record(z.string(), z.string()), z.string()])
    const [env, argument] = seenSchema.parse(JSON.parse(await readFile(file, 'utf8')))
    expect(argument).toBe('$(id); `id`')
    expect(env).toMatchObject({ TRAYLIGHT_MONITOR_ID: 'redis', TRAYLIGHT_MONITOR_NAME: 'Name of redis' })
    expect(env).not.toHaveProperty('TRAYLIGHT_TOKEN')
  })

  it('only says what it would run in a dry run, keeps its pause, and gives up after its attempts', async () => {
    const { fail, texts } = patient({ command: ['restart-redis'], dryRun: true, maxAttempts: 2 })
    for (let check = 0; check < 12; check++) await fail()
    expect(texts()).toEqual([
      'Would have run restart-redis now (attempt 1 of 2). This is a dry run.',
      'Would have run restart-redis now (attempt 2 of 2). This is a dry run.',
      'Healing was given up after 2 attempts. Somebody has to look.',
    ])
  })

  it('begins anew after a recovery', async () => {
    const { fail, recover, texts } = patient({ command: ['restart-redis'], dryRun: true, maxAttempts: 1 })
    await fail()
    await fail()
    await recover()
    await fail()
    expect(texts()).toHaveLength(1)
    await fail()
    expect(texts()).toHaveLength(2)
  })

  it('leaves alone what is muted', async () => {
    const { fail, book, texts } = patient({ command: ['restart-redis'], dryRun: true })
    book.mute([{ scope: 'monitor', id: 'redis' }], null, false)
    await fail()
    await fail()
    await fail()
    expect(texts()).toEqual([])
    book.mutes.remove([{ scope: 'monitor', id: 'redis' }])
    await fail()
    expect(texts()).toHaveLength(1)
  })

  it('says why a command failed or could not be run', async () => {
    const script = 'console.error("no such unit"); process.exit(5)'
    const failing = patient({ command: node(script), afterFailures: 1 })
    await failing.fail()
    await said(failing.notes, 2)
    expect(failing.notes[1]).toMatchObject({
      ...{ text: expect.stringContaining('ended with exit code 5'), output: 'no such unit' },
    })
    const missing = patient({ command: ['no-such-program-here'], afterFailures: 1 })
    await missing.fail()
    await said(missing.notes, 2)
    expect(missing.texts()[1]).toBe(
      'The program no-such-program-here was not found. Check its path, or the PATH that Traylight runs with.',
    )
  })

  it('ends a command whose time is up', async () => {
    const { clock, fail, notes, texts } = patient({
      ...{ command: node('setInterval(() => {}, 1000)'), afterFailures: 1, timeoutSeconds: 30 },
    })
    await fail()
    await clock.advance(10_100)
    await clock.advance(200)
    await said(notes, 2)
    expect(texts()[1]).toMatch(/ did not end within 30 s and was ended\.$/)
  })

  it('ends with the engine and says no more', async () => {
    const command = node('setInterval(() => {}, 1000)')
    const { fail, notes, stop } = patient({ command, afterFailures: 1 })
    await fail()
    await said(notes, 1)
    await stop()
    expect(notes).toHaveLength(1)
  })
})
