import { beforeEach, describe, expect, it } from 'vitest'
import { FakeClock } from '#engine/fake-clock.ts'
import { recordingLog } from '../../test-support/recording-log.ts'
import { type Act, Director, type Script } from './director.ts'

/** An act that takes `takesMs`, and writes down what it did. */
function actOf(id: string, takesMs = 0): Act {
  const did = (what: string) => async () => {
    done.push(`${what} ${id}`)
    if (takesMs > 0) await new Promise<void>(resolve => clock.after(takesMs, resolve))
  }
  const words = { title: `${id} stops`, description: 'It is ended.', category: 'database' }
  return { id, ...words, break: did('break'), heal: did('heal') }
}

const SCRIPT: Script = {
  lengthMs: 60_000,
  steps: [
    { atMs: 30_000, act: 'redis', does: 'heal' },
    { atMs: 10_000, act: 'redis', does: 'break' },
  ],
}

let clock: FakeClock
let done: string[]
beforeEach(() => {
  clock = new FakeClock()
  done = []
})

const direct = (
  acts: readonly Act[] = [actOf('redis'), actOf('mcp')],
  script = SCRIPT,
  log = recordingLog(),
) => new Director({ acts, script, clock, log })
const brokenIn = (director: Director) =>
  director.view().acts.flatMap(act => (act.broken ? [`${act.id} since ${act.since}`] : []))

describe('the script', () => {
  it('plays only when it is told to, step by step, and begins anew at its end', async () => {
    const director = direct()
    await clock.advance(120_000)
    expect(done).toEqual([])
    director.play()
    await clock.advance(9999)
    expect(done).toEqual([])
    await clock.advance(1)
    expect(done).toEqual(['break redis'])
    await clock.advance(20_000)
    expect(done).toEqual(['break redis', 'heal redis'])
    await clock.advance(40_000)
    expect(done).toEqual(['break redis', 'heal redis', 'break redis'])
    expect(director.view()).toMatchObject({ playing: true, positionMs: 10_000, lengthMs: 60_000 })
  })

  it('says where it is, and holds still while it is paused', async () => {
    const director = direct()
    director.play()
    await clock.advance(4000)
    expect(director.view()).toMatchObject({ playing: true, positionMs: 4000, at: clock.now() })
    await director.steer({ do: 'pause' })
    await clock.advance(100_000)
    expect(director.view()).toMatchObject({ playing: false, positionMs: 4000 })
    expect(clock.waiting).toBe(0)
    await director.steer({ do: 'play' })
    await clock.advance(5999)
    expect(done).toEqual([])
    await clock.advance(1)
    expect(done).toEqual(['break redis'])
  })

  it('shows its steps in order', () => {
    expect(
      direct()
        .view()
        .script.map(step => step.atMs),
    ).toEqual([10_000, 30_000])
  })

  it('goes on after a step that failed, and says so in the log', async () => {
    const log = recordingLog()
    const failing: Act = { ...actOf('redis'), break: () => Promise.reject(new Error('no such process')) }
    const director = direct([failing], SCRIPT, log)
    director.play()
    await clock.advance(10_000)
    expect(log.messages('error')).toEqual(['The demo could not do what it was told'])
    expect(director.view().acts[0]).toMatchObject({ broken: false, changing: false })
    await clock.advance(60_000)
    expect(log.messages('error')).toHaveLength(2)
  })
})

describe('steering by hand', () => {
  it('breaks and heals one thing, while the script plays on', async () => {
    const director = direct()
    director.play()
    await director.steer({ do: 'break', act: 'mcp' })
    expect(brokenIn(director)).toEqual([`mcp since ${clock.now()}`])
    await director.steer({ do: 'heal', act: 'mcp' })
    expect(brokenIn(director)).toEqual([])
    expect(director.view().playing).toBe(true)
  })

  it('does nothing twice', async () => {
    const director = direct()
    await director.steer({ do: 'heal', act: 'redis' })
    await director.steer({ do: 'break', act: 'redis' })
    await director.steer({ do: 'break', act: 'redis' })
    expect(done).toEqual(['break redis'])
  })

  it('heals everything, and the script waits', async () => {
    const director = direct()
    director.play()
    await clock.advance(10_000)
    await director.steer({ do: 'break', act: 'mcp' })
    await director.steer({ do: 'heal-all' })
    expect(brokenIn(director)).toEqual([])
    expect(director.view()).toMatchObject({ playing: false, positionMs: 10_000 })
  })

  it('says what is being changed, and does the last thing it was told meanwhile', async () => {
    const director = direct([actOf('redis', 1000)])
    const breaking = director.steer({ do: 'break', act: 'redis' })
    const healing = director.steer({ do: 'heal', act: 'redis' })
    expect(director.view().acts[0]).toMatchObject({ changing: true, broken: false })
    await Promise.all([breaking, healing])
    expect(done).toEqual([])

    const again = director.steer({ do: 'break', act: 'redis' })
    await clock.advance(0)
    await clock.advance(500)
    const undone = director.steer({ do: 'heal', act: 'redis' })
    await clock.advance(500)
    await clock.advance(1000)
    await Promise.all([again, undone])
    expect(done).toEqual(['break redis', 'heal redis'])
    expect(director.view().acts[0]).toMatchObject({ changing: false, broken: false, since: null })
  })

  it('says in words that there is no such thing, and that something could not be done', async () => {
    const failing: Act = { ...actOf('redis'), break: () => Promise.reject(new Error('no such process')) }
    const director = direct([failing])
    await expect(director.steer({ do: 'break', act: 'moon' })).rejects.toThrow('nothing called "moon"')
    await expect(director.steer({ do: 'break', act: 'redis' })).rejects.toThrow(
      '"redis stops" could not be begun. The log says why',
    )
  })

  it('tells whoever listens of every change, and nobody who stopped listening', async () => {
    const director = direct()
    const heard: boolean[] = []
    const stop = director.onChange(() => heard.push(director.view().acts[0]?.broken ?? false))
    await director.steer({ do: 'break', act: 'redis' })
    expect(heard).toEqual([false, true])
    stop()
    await director.steer({ do: 'heal', act: 'redis' })
    expect(heard).toEqual([false, true])
  })
})
