import { describe, expect, it } from 'vitest'
import { RecentChecks } from './recent-checks.ts'

const MINUTE = 60_000
const START = Date.UTC(2026, 2, 29)

describe('recent checks', () => {
  it('remembers the latest sixty one by one, oldest first', () => {
    const recent = new RecentChecks()
    for (let i = 0; i < 100; i++)
      recent.add(START + i * 1000, i % 2 ? 'healthy' : 'unhealthy', i % 2 ? i / 4 : null)
    const beats = recent.beats(1000)
    expect(beats).toHaveLength(60)
    expect(beats[0]).toEqual([START + 40_000, 'unhealthy', null])
    expect(beats.at(-1)).toEqual([START + 99_000, 'healthy', 24.8])
    expect(recent.beats(3).map(beat => beat[0])).toEqual([START + 97_000, START + 98_000, START + 99_000])
  })

  it('reckons uptime from every check of the last 24 h and none older', () => {
    const recent = new RecentChecks()
    expect(recent.uptime24h(START)).toBeNull()
    for (let minute = 0; minute < 48 * 60; minute++) {
      recent.add(START + minute * MINUTE, minute < 24 * 60 ? 'unhealthy' : 'healthy', 5)
    }
    expect(recent.uptime24h(START + 48 * 60 * MINUTE - 1)).toBe(100)
    for (let i = 0; i < 144; i++)
      recent.add(START + (48 * 60 + i * 10) * MINUTE, i % 4 === 0 ? 'unhealthy' : 'degraded', 5)
    expect(recent.uptime24h(START + 72 * 60 * MINUTE - 1)).toBe(75)
    expect(recent.uptime24h(START + 200 * 60 * 60 * 1000)).toBeNull()
  })

  it('never rounds an outage up to a hundred percent, and leaves out checks that could not tell', () => {
    const recent = new RecentChecks()
    for (let i = 0; i < 30_000; i++) recent.add(START + i * 1000, 'healthy', 1)
    recent.add(START + 30_000_000, 'unhealthy', null)
    recent.add(START + 30_001_000, 'unknown', null)
    expect(recent.uptime24h(START + 30_002_000)).toBe(99.99)
  })
})
