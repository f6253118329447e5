import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Update } from '#shared/views.ts'
import { LiveStore } from './live-store.ts'

function memory() {
  const kept = new Map<string, string>()
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  }
}

function numbered(seq: number, full = false): Update {
  return { instance: 'one', seq, at: 0, full, order: [String(seq)] }
}

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('LiveStore', () => {
  it('shows every update when live', () => {
    const store = new LiveStore(memory(), Date.now)
    store.receive(numbered(1, true))
    store.receive(numbered(2))
    expect(store.getState().order).toEqual(['2'])
    expect(store.getState().lastUpdateAt).toBe(1_000_000)
  })

  it('holds the screen still while updates are collected, and shows them when let go', () => {
    const store = new LiveStore(memory(), Date.now)
    store.receive(numbered(1, true))
    store.setHeld(true)
    vi.advanceTimersByTime(5000)
    store.receive(numbered(2))
    expect(store.getState().order).toEqual(['1'])
    expect(store.getState().heldSince).toBe(1_000_000)
    expect(store.getState().lastUpdateAt).toBe(1_000_000)
    store.setHeld(false)
    expect(store.getState().order).toEqual(['2'])
  })

  it('shows the progress of a refresh though the screen is held', () => {
    const store = new LiveStore(memory(), Date.now)
    store.receive(numbered(1, true))
    store.setHeld(true)
    store.receive({ ...numbered(2), progress: { done: 1, total: 3 } })
    expect(store.getState().progress).toEqual({ done: 1, total: 3 })
    expect(store.getState().order).toEqual(['1'])
  })

  it('shows what the demo does though the screen is held', () => {
    const stage = { acts: [], script: [], lengthMs: 0, playing: false, positionMs: 0, at: 0 }
    const store = new LiveStore(memory(), Date.now)
    store.receive({ ...numbered(1, true), stage })
    store.setHeld(true)
    store.receive({ ...numbered(2), stage: { ...stage, playing: true } })
    expect(store.getState().stage?.playing).toBe(true)
    expect(store.getState().order).toEqual(['1'])
  })

  it('changes the screen at most once per chosen interval, and then with the latest', () => {
    const store = new LiveStore(memory(), Date.now)
    store.setRefreshInterval(5000)
    store.receive(numbered(1, true))
    store.receive(numbered(2))
    store.receive(numbered(3))
    expect(store.getState().order).toEqual(['1'])
    vi.advanceTimersByTime(5000)
    expect(store.getState().order).toEqual(['3'])
  })

  it('shows at once what follows from something the operator did', () => {
    const store = new LiveStore(memory(), Date.now)
    store.receive(numbered(1, true))
    store.setHeld(true)
    store.showOwnAction()
    store.receive(numbered(2))
    expect(store.getState().order).toEqual(['2'])
    vi.advanceTimersByTime(10_000)
    store.receive(numbered(3))
    expect(store.getState().order).toEqual(['2'])
  })

  it('keeps the choices for the next visit', () => {
    const kept = memory()
    const first = new LiveStore(kept, Date.now)
    first.setHeld(true)
    first.setRefreshInterval(15_000)
    const next = new LiveStore(kept, Date.now)
    expect(next.getState().held).toBe(true)
    expect(next.getState().refreshIntervalMs).toBe(15_000)
  })

  it('shows the first update of a visit though the screen is held', () => {
    const kept = memory()
    new LiveStore(kept, Date.now).setHeld(true)
    const store = new LiveStore(kept, Date.now)
    store.receive(numbered(1, true))
    expect(store.getState().order).toEqual(['1'])
  })

  it('asks for everything anew when an update does not follow', () => {
    const store = new LiveStore(memory(), Date.now)
    expect(store.receive(numbered(4))).toBe(false)
    store.receive(numbered(5, true))
    expect(store.receive({ ...numbered(6), instance: 'two' })).toBe(false)
    expect(store.position()).toEqual({ instance: 'one', seq: 5 })
  })

  it('says since when the engine has not been reached, through every attempt', () => {
    const store = new LiveStore(memory(), Date.now)
    store.receive(numbered(1, true))
    store.setConnection('live')
    vi.advanceTimersByTime(1000)
    store.setConnection('disconnected')
    vi.advanceTimersByTime(5000)
    store.setConnection('disconnected')
    expect(store.getState().disconnectedSince).toBe(1_001_000)
    store.setConnection('live')
    expect(store.getState().disconnectedSince).toBeNull()
  })

  it('tells its listeners of changes until they leave', () => {
    const store = new LiveStore(memory(), Date.now)
    const listener = vi.fn()
    const leave = store.subscribe(listener)
    store.receive(numbered(1, true))
    expect(listener).toHaveBeenCalledTimes(1)
    leave()
    store.receive(numbered(2))
    expect(listener).toHaveBeenCalledTimes(1)
  })
})
