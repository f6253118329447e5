import { describe, expect, it } from 'vitest'
import type { MetricStatus } from '#shared/status.ts'
import type { MetricView } from '#shared/views.ts'
import { machineTiles, tileOfMetric } from './machine-tiles.ts'

function metric(id: string, value: number | null, status: MetricStatus = 'healthy'): MetricView {
  const group = id.startsWith('cpu')
    ? 'cpu'
    : id.startsWith('network')
      ? 'network'
      : id.startsWith('disk')
        ? 'disk'
        : 'memory'
  return {
    id,
    name: id,
    group,
    unit: '%',
    value,
    status,
    threshold: null,
    detail: '',
    sampledAt: 0,
    criticalSince: null,
  }
}

const tilesOf = (metrics: readonly MetricView[], chosen: string | null = null) =>
  machineTiles(new Map(metrics.map(item => [item.id, item])), chosen)
const storage = (metrics: readonly MetricView[], chosen: string | null = null) =>
  tilesOf(metrics, chosen).find(tile => tile.id === 'storage')

describe('machineTiles', () => {
  it('has all four tiles before anything was measured', () => {
    const tiles = tilesOf([])
    expect(tiles.map(tile => tile.id)).toEqual(['cpu', 'memory', 'storage', 'network'])
    expect(tiles.every(tile => tile.shown.every(shown => shown.metric === undefined))).toBe(true)
  })

  it('shows the worst filesystem: by its status first, then by how full it is', () => {
    const disks = [
      metric('disk:/', 80),
      metric('disk:/var', 71, 'warning'),
      metric('disk:/home', 74, 'warning'),
    ]
    expect(storage(disks)?.shown[0]?.metric?.id).toBe('disk:/home')
    expect(storage(disks)?.shown[0]?.title).toBe('Storage /home')
  })

  it('shows the chosen filesystem while it is there', () => {
    const disks = [metric('disk:/', 80), metric('disk:/var', 20)]
    expect(storage(disks, 'disk:/var')?.shown[0]?.metric?.id).toBe('disk:/var')
    expect(storage(disks, 'disk:/gone')?.shown[0]?.metric?.id).toBe('disk:/')
  })

  it('lists cores by number, not as words', () => {
    const cores = ['cpu.core.10', 'cpu.core.2', 'cpu.core.1'].map(id => metric(id, 1))
    const cpu = tilesOf([metric('cpu', 1), ...cores])[0]
    expect(cpu?.sections[0]?.metrics.map(item => item.id)).toEqual([
      'cpu.core.1',
      'cpu.core.2',
      'cpu.core.10',
    ])
  })
})

describe('tileOfMetric', () => {
  it('finds the tile a metric is in, on it or opened', () => {
    const tiles = tilesOf([
      metric('cpu', 1),
      metric('disk:/', 80),
      metric('disk:/var', 20),
      metric('memory', 3),
    ])
    expect(tileOfMetric(tiles, 'disk:/var')).toBe('storage')
    expect(tileOfMetric(tiles, 'memory')).toBe('memory')
    expect(tileOfMetric(tiles, 'gone')).toBeNull()
  })
})
