import { describe, expect, it } from 'vitest'
import { FakeClock } from '../fake-clock.ts'
import { QuietTime } from './quiet-time.ts'

const HOUR = 3_600_000

function quietTime(until: number | null, clock = new FakeClock()) {
  const told: (number | null)[] = []
  return { clock, told, quiet: new QuietTime({ clock, until, onChange: next => told.push(next) }) }
}

describe('quiet time', () => {
  it('ends by itself, and says so', async () => {
    const { clock, told, quiet } = quietTime(null)
    const until = clock.now() + HOUR
    quiet.set(until)
    await clock.advance(HOUR - 1)
    expect([quiet.until, told]).toEqual([until, [until]])
    await clock.advance(1)
    expect([quiet.until, told]).toEqual([null, [until, null]])
    expect(clock.waiting).toBe(0)
  })

  it('goes on after a restart for what is left of it', async () => {
    const clock = new FakeClock()
    const { told } = quietTime(clock.now() + HOUR, clock)
    await clock.advance(HOUR)
    expect(told).toEqual([null])
  })

  it('is over where it ended while nothing ran', async () => {
    const clock = new FakeClock()
    const { quiet } = quietTime(clock.now() - 1, clock)
    expect(quiet.until).toBeNull()
  })

  it('ends when it is told to, and may be made longer', () => {
    const { clock, told, quiet } = quietTime(null)
    quiet.set(clock.now() + HOUR)
    quiet.set(clock.now() + 4 * HOUR)
    quiet.set(null)
    expect(told.at(-1)).toBeNull()
    expect(clock.waiting).toBe(0)
  })
})
