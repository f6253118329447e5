import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { configSchema, type MonitorInput } from '#shared/config.ts'
import { type CheckContext, type CheckOutcome, defineChecker } from '../checkers/checker.ts'
import { systemClock } from '../clock.ts'
import { resolveReferences } from '../config/references.ts'
import { makeResolvers } from '../config/resolvers.ts'
import { MemorySecretStore } from '../config/secret-store.ts'
import { ChangeLog } from '../status/change-log.ts'
import { StatusBook } from '../status/status-book.ts'
import { KeptResources } from './kept-resources.ts'
import { MonitorRunner } from './monitor-runner.ts'
import { WakeGrace } from './wake-grace.ts'

/** A checker that answers what the test says, over the real runner. */
function fixture(answer: (target: { word: string }, context: CheckContext) => Promise<CheckOutcome>) {
  const checker = defineChecker({
    kind: 'word',
    title: 'Word',
    summary: 'For this test.',
    schema: z.strictObject({ word: z.string().min(2) }),
    defaults: { category: 'apis' },
    whatToCheck: [],
    describe: target => ({ text: target.word, host: null }),
    check: answer,
  })
  const monitor: MonitorInput = {
    ...{
      id: 'm',
      name: 'M',
      category: 'system',
      timeoutSeconds: 0.2,
      check: { kind: 'word', word: '${env:WORD}' },
    },
  }
  const config = configSchema.parse({ monitors: [monitor] })
  const env: Record<string, string> = { WORD: 'a secret word' }
  const kept = new KeptResources()
  const book = new StatusBook(
    {
      clock: systemClock,
      changes: new ChangeLog(),
      describeTarget: () => ({ text: '', host: null }),
      externalInterfaces: () => ['eth0'],
      onTransition: () => {},
      onMutes: () => {},
      onNetworkBack: () => {},
    },
    config.thresholds,
    [],
  )
  book.configure(config)
  const grace = new WakeGrace(systemClock)
  const runner = new MonitorRunner({
    clock: systemClock,
    checkers: [checker],
    book,
    kept,
    grace,
    thresholds: () => config.thresholds,
    resolve: value =>
      resolveReferences(value, makeResolvers({ env, baseDir: '/', secrets: new MemorySecretStore() })),
    signal: new AbortController().signal,
  })
  const result = () => book.monitors.get('m')?.watched.last
  return { runner, book, env, result, config, kept, monitor, grace }
}

const fine: CheckOutcome = { status: 'healthy', message: 'ok', responseTimeMs: 1, details: {} }

describe('running a monitor', () => {
  it('fills references in for the checker and keeps them out of what is shown', async () => {
    const { runner, result } = fixture(async ({ word }) => ({
      ...fine,
      message: `asked for ${word}`,
      details: { echo: [word], encoded: encodeURIComponent(word) },
    }))
    await runner.run('m')
    expect(result()?.message).toBe('asked for •••')
    expect(JSON.stringify(result()?.details)).not.toContain('secret')
  })

  it('says which reference leads nowhere', async () => {
    const { runner, env, result } = fixture(async () => fine)
    delete env.WORD
    await runner.run('m')
    expect(result()).toMatchObject({ grade: 'unhealthy', failure: 'misconfigured' })
    expect(result()?.message).toContain('The environment variable WORD is not set')
  })

  it('says what is wrong with a target once its references are filled in', async () => {
    const { runner, env, result } = fixture(async () => fine)
    env.WORD = 'x'
    await runner.run('m')
    expect(result()?.message).toMatch(/^Its settings are not right: word:/)
  })

  it('ends a check that ignores its deadline, in words, and asks again soon', async () => {
    const { runner, result } = fixture(() => new Promise(() => {}))
    const startedAt = performance.now()
    expect(await runner.run('m')).toBe(3000)
    expect(performance.now() - startedAt).toBeLessThan(600)
    expect(result()?.message).toMatch(/did not answer within 0\.2 s\.$/)
  })

  it('leaves a service alone whose quota is the trouble for as long as it asks, once that is confirmed', async () => {
    let outcome: CheckOutcome = {
      ...{ ...fine, status: 'unhealthy', failure: 'quota', retryAfterMs: 90_000 },
    }
    const { runner } = fixture(async () => outcome)
    expect(await runner.run('m')).toBe(3000)
    expect(await runner.run('m')).toBe(90_000)
    outcome = { ...outcome, retryAfterMs: 10_000 }
    expect(await runner.run('m')).toBeUndefined()
    outcome = { ...outcome, retryAfterMs: 86_400_000 }
    expect(await runner.run('m')).toBe(900_000)
  })

  it('asks again as usual where a service that is down, or well, wishes to be left alone', async () => {
    let outcome: CheckOutcome = {
      ...{ ...fine, status: 'unhealthy', failure: 'unexpected', retryAfterMs: 3_600_000 },
    }
    const { runner } = fixture(async () => outcome)
    expect(await runner.run('m')).toBe(3000)
    expect(await runner.run('m')).toBeUndefined()
    outcome = { ...fine, retryAfterMs: 3_600_000 }
    expect(await runner.run('m')).toBeUndefined()
  })

  it('drops the outcome of a check that was changed while it ran', async () => {
    const { runner, book, result, monitor } = fixture(async () => {
      book.configure(
        configSchema.parse({ monitors: [{ ...monitor, check: { kind: 'word', word: 'other' } }] }),
      )
      return fine
    })
    await runner.run('m')
    expect(result()).toBeNull()
  })

  it('drops a failure that sleep ran through, and asks again soon', async () => {
    const { runner, result, grace } = fixture(async () => {
      grace.sleep()
      grace.wake()
      return { ...fine, status: 'unhealthy', failure: 'timeout' }
    })
    expect(await runner.run('m')).toBe(3000)
    expect(result()).toBeNull()
  })

  it('keeps what a checker wants kept, per monitor, and closes it', async () => {
    const closed: string[] = []
    const makes: string[] = []
    class Pool {
      constructor() {
        makes.push('pool')
      }
      close() {
        closed.push('pool')
      }
    }
    const { runner, kept } = fixture(async (_, context) => {
      context.keep(Pool)
      return fine
    })
    await runner.run('m')
    await runner.run('m')
    expect(makes).toEqual(['pool'])
    await kept.releaseAll()
    expect(closed).toEqual(['pool'])
  })
})
