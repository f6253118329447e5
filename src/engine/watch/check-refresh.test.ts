import { describe, expect, it } from 'vitest'
import { FakeClock } from '../fake-clock.ts'
import { CheckRefresh } from './check-refresh.ts'

function fixture(atOnce = 2) {
  const clock = new FakeClock()
  const ran: string[] = []
  let [running, most] = [0, 0]
  const seen: unknown[] = []
  const refresh: CheckRefresh = new CheckRefresh({
    clock,
    atOnce: () => atOnce,
    onProgress: () => seen.push(refresh.progress),
    run: id =>
      new Promise(resolve => {
        ran.push(id)
        most = Math.max(most, ++running)
        clock.after(100, () => {
          running--
          resolve()
        })
      }),
  })
  return { clock, refresh, ran, seen, most: () => most }
}

describe('a refresh', () => {
  it('runs everything, a few at once, and tells how far it has come', async () => {
    const { clock, refresh, ran, seen, most } = fixture()
    const done = refresh.start(['a', 'b', 'c'])
    await clock.advance(250)
    expect(await done).toBe(3)
    expect(ran).toEqual(['a', 'b', 'c'])
    expect(most()).toBe(2)
    expect(seen).toEqual([0, 1, 2, 3].map(count => ({ done: count, total: 3 })))
    await clock.advance(1000)
    expect(refresh.progress).toBeNull()
  })

  it('is joined by a second one while it runs', async () => {
    const { clock, refresh, ran } = fixture()
    const both = [refresh.start(['a']), refresh.start(['a'])]
    await clock.advance(200)
    expect(await Promise.all(both)).toEqual([1, 1])
    expect(ran).toEqual(['a'])
  })

  it('starts nothing further once it is cancelled', async () => {
    const { clock, refresh, ran } = fixture(1)
    const done = refresh.start(['a', 'b', 'c'])
    await clock.advance(50)
    refresh.cancel()
    await clock.advance(300)
    expect(await done).toBe(1)
    expect(ran).toEqual(['a'])
  })
})
