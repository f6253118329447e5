import type { ContractHandlers } from '#shared/contract.ts'
import type { DiscoveryBoard } from '../discovery/discovery-board.ts'
import type { StatusBook } from '../status/status-book.ts'
import type { SystemSampler } from '../system/system-sampler.ts'
import type { EngineViews } from './engine-views.ts'

export interface MachineHandlersOptions {
  readonly book: StatusBook
  readonly views: EngineViews
  readonly sampler: SystemSampler
  readonly discovery: DiscoveryBoard
}

type MachineProcedures = 'metrics' | 'metricHistory' | 'topProcesses' | 'discover'

/** Everything about this machine: its metrics, its processes, what runs on it. */
export function machineHandlers(options: MachineHandlersOptions): Pick<ContractHandlers, MachineProcedures> {
  const { book, views, sampler, discovery } = options
  return {
    metrics: () => views.metrics(book.metrics.ids()),
    metricHistory: ({ ids, fromMs, toMs, points }) =>
      ids.flatMap(id => {
        const metric = book.metrics.get(id)
        if (!metric) return []
        const { name, unit } = metric.sample
        const threshold = book.metrics.thresholdOf(id)
        return [{ id, name, unit, threshold, points: metric.samples.series(fromMs, toMs, points) }]
      }),
    topProcesses: async query => [...(await sampler.topProcesses(query))],
    discover: async () => ({ found: (await discovery.look()).length }),
  }
}
