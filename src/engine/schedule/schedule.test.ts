import { describe, expect, it } from 'vitest'
import { FakeClock } from '../fake-clock.ts'
import { Schedule, type Task } from './schedule.ts'

function fixture(maxConcurrent = 10) {
  const clock = new FakeClock()
  const schedule = new Schedule({ clock, maxConcurrent })
  const runs: { id: string; at: number }[] = []
  const task = (id: string, intervalMs: number, durationMs = 0, next?: () => number | undefined): Task => ({
    id,
    intervalMs,
    run: () => {
      runs.push({ id, at: clock.monotonic() })
      return new Promise(resolve => clock.after(durationMs, () => resolve(next?.())))
    },
  })
  const timesOf = (id: string) => runs.filter(run => run.id === id).map(run => run.at)
  return { clock, schedule, runs, task, timesOf }
}

describe('the schedule', () => {
  it('runs each task at its interval without drifting by how long it takes', async () => {
    const { clock, schedule, task, timesOf } = fixture()
    schedule.set([task('a', 1000, 300)])
    schedule.start()
    await clock.advance(3500)
    expect(timesOf('a')).toEqual([0, 1000, 2000, 3000])
  })

  it('holds one timer however many tasks there are', async () => {
    const { clock, schedule, task } = fixture()
    schedule.set(Array.from({ length: 1000 }, (_, i) => task(`t${i}`, 60_000)))
    schedule.start()
    expect(clock.waiting).toBe(1)
  })

  it('spreads first runs out, and never past the interval', async () => {
    const { clock, schedule, task, runs } = fixture(1000)
    schedule.set(Array.from({ length: 1000 }, (_, i) => task(`t${i}`, 10_000)))
    schedule.start()
    await clock.advance(9999)
    expect(runs).toHaveLength(1000)
    const firstSecond = runs.filter(run => run.at < 1000)
    expect(firstSecond.length).toBeGreaterThan(90)
    expect(firstSecond.length).toBeLessThan(110)
  })

  it('is not delayed by runs that hang, even when they fill every place', async () => {
    const { clock, schedule, task, timesOf } = fixture(2)
    schedule.set([task('slow1', 60_000, 50_000), task('slow2', 60_000, 50_000), task('quick', 1000)])
    schedule.start()
    await clock.advance(5000)
    expect(timesOf('quick').length).toBeGreaterThanOrEqual(3)
  })

  it('runs no more than the limit at once while runs are quick', async () => {
    const clock = new FakeClock()
    const schedule = new Schedule({ clock, maxConcurrent: 3 })
    let [running, most] = [0, 0]
    schedule.set(
      Array.from({ length: 30 }, (_, i) => ({
        id: `t${i}`,
        intervalMs: 100,
        run: () => {
          most = Math.max(most, ++running)
          return new Promise<undefined>(resolve =>
            clock.after(50, () => {
              running--
              resolve(undefined)
            }),
          )
        },
      })),
    )
    schedule.start()
    await clock.advance(2000)
    expect(most).toBe(3)
  })

  it('takes an early retry from the task', async () => {
    const { clock, schedule, task, timesOf } = fixture()
    let runs = 0
    schedule.set([task('a', 30_000, 0, () => (runs++ === 0 ? 3000 : undefined))])
    schedule.start()
    await clock.advance(40_000)
    expect(timesOf('a')).toEqual([0, 3000, 33_000])
  })

  it('runs each overdue task once after sleep, not once per missed interval', async () => {
    const { clock, schedule, task, timesOf } = fixture()
    schedule.set([task('a', 10_000), task('b', 10_000)])
    schedule.start()
    await clock.advance(15_000)
    clock.jumpWall(8 * 3600_000)
    await clock.advance(6000)
    expect(timesOf('a').filter(at => at > 15_000)).toHaveLength(1)
    expect(timesOf('b').filter(at => at > 15_000)).toHaveLength(1)
  })

  it('never runs a task twice at once, also when asked to run it now', async () => {
    const { clock, schedule, task, timesOf } = fixture()
    schedule.set([task('a', 1000, 5000)])
    schedule.start()
    await clock.advance(100)
    const joined = schedule.runNow('a')
    await clock.advance(5000)
    await joined
    expect(timesOf('a')).toEqual([0, 5000])
  })

  it('counts the interval from a run that was asked for out of turn', async () => {
    const { clock, schedule, task, timesOf } = fixture()
    schedule.set([task('a', 10_000)])
    schedule.start()
    await clock.advance(4000)
    await Promise.all([schedule.runNow('a'), clock.advance(0)])
    await clock.advance(9000)
    expect(timesOf('a')).toEqual([0, 4000])
    await clock.advance(1500)
    expect(timesOf('a')).toEqual([0, 4000, 14_000])
  })

  it('stands still while suspended and runs everything soon after', async () => {
    const { clock, schedule, task, timesOf } = fixture()
    schedule.set([task('a', 1000)])
    schedule.start()
    await clock.advance(500)
    schedule.suspend()
    await clock.advance(10_000)
    expect(timesOf('a')).toEqual([0])
    schedule.resume()
    await clock.advance(100)
    expect(timesOf('a')).toHaveLength(2)
  })

  it('forgets removed tasks and waits for running ones when it stops', async () => {
    const { clock, schedule, task, timesOf } = fixture()
    schedule.set([task('a', 1000), task('b', 1000, 500)])
    schedule.start()
    await clock.advance(100)
    schedule.remove('a')
    let stopped = false
    const stopping = schedule.stop().then(() => {
      stopped = true
    })
    await clock.advance(100)
    expect(stopped).toBe(false)
    await clock.advance(500)
    await stopping
    await clock.advance(5000)
    expect(timesOf('a')).toEqual([0])
    expect(timesOf('b')).toHaveLength(1)
  })
})
