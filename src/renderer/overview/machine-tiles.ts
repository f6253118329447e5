import type { MetricView } from '#shared/views.ts'

export type TileId = 'cpu' | 'memory' | 'storage' | 'network'

/** A headed list of metrics in an opened tile. */
export interface MetricSection {
  readonly title: string
  readonly metrics: readonly MetricView[]
}

/** One tile: the metrics it shows, and what it shows when opened. */
export interface MachineTile {
  readonly id: TileId
  readonly title: string
  /** One, or two for the network. A metric that was never measured is missing. */
  readonly shown: readonly { readonly title: string; readonly metric: MetricView | undefined }[]
  readonly sections: readonly MetricSection[]
}

const BADNESS = { critical: 0, warning: 1, healthy: 2 } as const

function worstFirst(a: MetricView, b: MetricView): number {
  return BADNESS[a.status] - BADNESS[b.status] || (b.value ?? -1) - (a.value ?? -1)
}

const byName = (a: MetricView, b: MetricView) => a.name.localeCompare(b.name, undefined, { numeric: true })

function section(title: string, metrics: readonly MetricView[]): readonly MetricSection[] {
  return metrics.length === 0 ? [] : [{ title, metrics }]
}

/**
 * The four tiles of this machine. Storage shows the filesystem with the id `chosenDisk`, or the worst where none is
 * chosen or it is gone.
 */
export function machineTiles(
  metrics: ReadonlyMap<string, MetricView>,
  chosenDisk: string | null,
): readonly MachineTile[] {
  const all = [...metrics.values()]
  const group = (name: MetricView['group']) => all.filter(metric => metric.group === name)
  const disks = all.filter(metric => metric.id.startsWith('disk:')).toSorted(worstFirst)
  const disk = disks.find(metric => metric.id === chosenDisk) ?? disks[0]
  const cores = group('cpu')
    .filter(metric => metric.id !== 'cpu')
    .toSorted(byName)
  return [
    {
      id: 'cpu',
      title: 'CPU',
      shown: [{ title: 'CPU', metric: metrics.get('cpu') }],
      sections: [
        ...section('Cores', cores),
        ...section('Load and uptime', group('load')),
        ...section('Temperatures', group('temperature').toSorted(byName)),
        ...section('Battery', group('battery')),
      ],
    },
    {
      id: 'memory',
      title: 'Memory',
      shown: [{ title: 'Memory', metric: metrics.get('memory') }],
      sections: section('Memory', group('memory')),
    },
    {
      id: 'storage',
      title: 'Storage',
      shown: [{ title: disk ? `Storage ${diskName(disk)}` : 'Storage', metric: disk }],
      sections: [
        ...section('Filesystems', disks),
        ...section(
          'Disk traffic',
          group('disk').filter(metric => !metric.id.startsWith('disk:')),
        ),
      ],
    },
    {
      id: 'network',
      title: 'Network',
      shown: [
        { title: 'Network down', metric: metrics.get('network.down') },
        { title: 'Up', metric: metrics.get('network.up') },
      ],
      sections: section('Interfaces', group('network').toSorted(byName)),
    },
  ]
}

/** A filesystem by its mount point: `disk:/var` is `/var`. */
export function diskName(metric: MetricView): string {
  return metric.id.replace(/^disk:/, '')
}

/** The tile that shows a metric, on it or opened; null where none does. */
export function tileOfMetric(tiles: readonly MachineTile[], id: string): TileId | null {
  const tile = tiles.find(
    ({ shown, sections }) =>
      shown.some(({ metric }) => metric?.id === id) ||
      sections.some(({ metrics }) => metrics.some(metric => metric.id === id)),
  )
  return tile?.id ?? null
}
