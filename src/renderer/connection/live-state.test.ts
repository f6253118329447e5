import { describe, expect, it } from 'vitest'
import type { MetricView, MonitorView, Update } from '#shared/views.ts'
import { applyUpdate, EMPTY_STATE, type EngineState, MAX_SAMPLES, seedHistory } from './live-state.ts'

function monitor(id: string, message = ''): MonitorView {
  return {
    id,
    name: id,
    status: 'healthy',
    since: 0,
    message,
    responseTimeMs: 1,
    checkedAt: 0,
    muted: null,
    category: 'apis',
    severity: 'critical',
    tags: [],
    kind: 'http',
    target: '',
    intervalSeconds: 30,
    paused: false,
    checking: false,
    nextCheckAt: null,
    pending: null,
    uptime24h: null,
    uptime7d: null,
    uptime30d: null,
    certificateExpiresAt: null,
    reports: [],
    difference: null,
    beats: [],
  }
}

function metric(id: string, sampledAt: number, value: number | null): MetricView {
  return {
    id,
    name: id,
    group: 'cpu',
    unit: '%',
    value,
    status: 'healthy',
    threshold: null,
    detail: '',
    sampledAt,
    criticalSince: null,
  }
}

const full = (more: Partial<Update> = {}): Update => ({
  instance: 'one',
  seq: 1,
  at: 0,
  full: true,
  monitors: [monitor('a'), monitor('b')],
  order: ['a', 'b'],
  metrics: [metric('cpu', 1000, 10)],
  ...more,
})
const delta = (seq: number, more: Partial<Update> = {}): Update => ({
  instance: 'one',
  seq,
  at: 0,
  full: false,
  ...more,
})
const stateAfter = (...updates: readonly Update[]): EngineState => updates.reduce(applyUpdate, EMPTY_STATE)

describe('applyUpdate', () => {
  it('takes everything from a full update', () => {
    const state = stateAfter(full())
    expect([...state.monitors.keys()]).toEqual(['a', 'b'])
    expect(state.order).toEqual(['a', 'b'])
    expect(state.instance).toBe('one')
  })

  it('drops with a full update what it does not carry', () => {
    const state = stateAfter(full(), full({ seq: 2, monitors: [monitor('c')], order: ['c'], metrics: [] }))
    expect([...state.monitors.keys()]).toEqual(['c'])
    expect(state.metrics.size).toBe(0)
    expect(state.metricHistory.size).toBe(0)
  })

  it('replaces by id what a delta carries and leaves the rest as it is, to the object', () => {
    const before = stateAfter(full())
    const state = applyUpdate(before, delta(2, { monitors: [monitor('b', 'changed')] }))
    expect(state.monitors.get('b')?.message).toBe('changed')
    expect(state.monitors.get('a')).toBe(before.monitors.get('a'))
    expect(state.metrics).toBe(before.metrics)
    expect(before.monitors.get('b')?.message).toBe('')
  })

  it('drops what a delta says was removed', () => {
    const removed = { monitors: ['a'], backends: [], metrics: ['cpu'] }
    const state = stateAfter(full(), delta(2, { removed }))
    expect([...state.monitors.keys()]).toEqual(['b'])
    expect(state.metrics.size).toBe(0)
    expect(state.metricHistory.size).toBe(0)
  })

  it('changes nothing on a delta of another engine', () => {
    const before = stateAfter(full())
    expect(applyUpdate(before, { ...delta(7), instance: 'two', monitors: [] })).toBe(before)
    expect(applyUpdate(EMPTY_STATE, delta(7))).toBe(EMPTY_STATE)
  })

  it('changes nothing on a delta it has seen', () => {
    const before = stateAfter(full({ seq: 5 }))
    expect(applyUpdate(before, delta(5, { monitors: [monitor('c')] }))).toBe(before)
  })

  it('takes a full update of another engine', () => {
    expect(stateAfter(full({ seq: 90 }), full({ instance: 'two', seq: 1 })).instance).toBe('two')
  })

  it('tells no progress from progress not mentioned', () => {
    const under = stateAfter(full({ progress: { done: 1, total: 2 } }), delta(2))
    expect(under.progress).toEqual({ done: 1, total: 2 })
    expect(applyUpdate(under, delta(3, { progress: null })).progress).toBeNull()
  })
})

describe('the samples for sparklines', () => {
  it('grow with each new sample, null included, and not when the same one comes again', () => {
    const state = stateAfter(
      full(),
      delta(2, { metrics: [metric('cpu', 3000, null)] }),
      delta(3, { metrics: [metric('cpu', 3000, null)] }),
      delta(4, { metrics: [metric('cpu', 5000, 12)] }),
    )
    expect(state.metricHistory.get('cpu')).toEqual([
      [1000, 10],
      [3000, null],
      [5000, 12],
    ])
  })

  it('never hold more than they need', () => {
    let state = stateAfter(full())
    for (let i = 2; i < MAX_SAMPLES * 2; i++) {
      state = applyUpdate(state, delta(i, { metrics: [metric('cpu', i * 1000, i)] }))
    }
    const samples = state.metricHistory.get('cpu') ?? []
    expect(samples.length).toBe(MAX_SAMPLES)
    expect(samples.at(-1)?.[0]).toBe((MAX_SAMPLES * 2 - 1) * 1000)
  })

  it('are put in front of what came by the stream when older ones are asked for', () => {
    const points = [[500, 1] as const, [900, 2] as const, [1000, 99] as const]
    const state = seedHistory(stateAfter(full()), [{ id: 'cpu', points }])
    expect(state.metricHistory.get('cpu')).toEqual([
      [500, 1],
      [900, 2],
      [1000, 10],
    ])
  })
})
