import { beforeEach, describe, expect, it } from 'vitest'
import { FakeClock } from '../fake-clock.ts'
import { LimitedRefresh } from './limited-refresh.ts'

let clock: FakeClock
let refresh: LimitedRefresh
let runs: string[]
let release: (() => void)[]
let isHeld: boolean
let atOnce: number

beforeEach(() => {
  clock = new FakeClock()
  runs = []
  release = []
  isHeld = false
  atOnce = 100
  refresh = new LimitedRefresh({
    clock,
    run: id => {
      runs.push(id)
      if (id === 'broken') return Promise.reject(new Error('It broke.'))
      return isHeld ? new Promise(resolve => release.push(resolve)) : Promise.resolve()
    },
    cachedMs: id => (id.startsWith('paid') ? 300_000 : 30_000),
    atOnce: () => atOnce,
  })
})

describe('a limited refresh', () => {
  it('runs a check at most once in 30 seconds, an expensive one at most once in five minutes', async () => {
    expect(await refresh.run(['a', 'paid'], 1000)).toEqual({ ran: 2, cached: 0, unfinished: 0 })
    await clock.advance(29_999)
    expect(await refresh.run(['a', 'paid'], 1000)).toEqual({ ran: 0, cached: 2, unfinished: 0 })
    await clock.advance(1)
    expect(await refresh.run(['a', 'paid'], 1000)).toEqual({ ran: 1, cached: 1, unfinished: 0 })
    await clock.advance(270_000)
    expect(await refresh.run(['paid'], 1000)).toMatchObject({ ran: 1 })
    expect(runs).toEqual(['a', 'paid', 'a', 'paid'])
  })

  it('is not fooled by a wall clock that is set', async () => {
    await refresh.run(['a'], 1000)
    clock.jumpWall(3_600_000)
    expect(await refresh.run(['a'], 1000)).toMatchObject({ cached: 1 })
  })

  it('shares one run among all that ask meanwhile', async () => {
    isHeld = true
    const first = refresh.run(['a', 'a'], 1000)
    const second = refresh.run(['a'], 1000)
    release[0]?.()
    expect(await Promise.all([first, second])).toEqual([
      { ran: 1, cached: 0, unfinished: 0 },
      { ran: 1, cached: 0, unfinished: 0 },
    ])
    expect(runs).toEqual(['a'])
  })

  it('runs checks at the same time, but no more than it may', async () => {
    isHeld = true
    atOnce = 2
    const all = refresh.run(['a', 'b', 'c'], 1000)
    expect(runs).toEqual(['a', 'b'])
    release[0]?.()
    await clock.advance(0)
    expect(runs).toEqual(['a', 'b', 'c'])
    release[1]?.()
    release[2]?.()
    expect(await all).toMatchObject({ ran: 3 })
  })

  it('ends at its deadline, leaves no timer, and lets the check go on', async () => {
    isHeld = true
    const late = refresh.run(['a'], 5000)
    await clock.advance(5000)
    expect(await late).toEqual({ ran: 0, cached: 0, unfinished: 1 })
    expect(clock.waiting).toBe(0)
    const joined = refresh.run(['a'], 5000)
    release[0]?.()
    expect(await joined).toMatchObject({ ran: 1 })
    expect(clock.waiting).toBe(0)
  })

  it('goes on after a check that broke', async () => {
    expect(await refresh.run(['broken', 'a'], 1000)).toMatchObject({ ran: 2 })
  })

  it('forgets all, or all but what is kept', async () => {
    await refresh.run(['a', 'paid'], 1000)
    refresh.clear(id => id === 'paid')
    expect(await refresh.run(['a', 'paid'], 1000)).toEqual({ ran: 1, cached: 1, unfinished: 0 })
    refresh.clear()
    expect(await refresh.run(['a', 'paid'], 1000)).toMatchObject({ ran: 2 })
  })
})
