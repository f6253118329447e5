import { backendOfMetric } from '#shared/application-metric-id.ts'
import { metricStatusSchema } from '#shared/status.ts'
import type { WatchedMetric } from '../status/metric-board.ts'
import type { StatusBook } from '../status/status-book.ts'
import { type Family, type FamilySample, gauge, known, type Labels, stateSet } from './family.ts'

/** How the metrics of one kind are exposed. */
export interface MachineMetricRule {
  readonly name: string
  readonly help: string
  /** Which metrics, by id; what it captures is the value of `label`. */
  readonly ids: RegExp
  readonly label?: string
  /** By what a value is divided to be in base units: 100 for a percentage. */
  readonly per?: number
}

export const MACHINE_METRIC_RULES: readonly MachineMetricRule[] = [
  {
    ...{ name: 'traylight_cpu_busy_ratio', help: 'Share of time that the CPU was busy, 0 to 1.' },
    ...{ ids: /^cpu$/, per: 100 },
  },
  {
    ...{ name: 'traylight_cpu_core_busy_ratio', help: 'Share of time that a core was busy, 0 to 1.' },
    ...{ ids: /^cpu\.core\.(.+)$/, label: 'core', per: 100 },
  },
  {
    ...{ name: 'traylight_memory_used_ratio', help: 'Share of memory that is not available, 0 to 1.' },
    ...{ ids: /^memory$/, per: 100 },
  },
  {
    ...{ name: 'traylight_swap_used_ratio', help: 'Share of swap in use, 0 to 1.' },
    ...{ ids: /^swap$/, per: 100 },
  },
  {
    name: 'traylight_filesystem_used_ratio',
    help: 'Share of a filesystem in use, 0 to 1, of what an ordinary user could use.',
    ...{ ids: /^disk:(.+)$/s, label: 'mountpoint', per: 100 },
  },
  {
    ...{ name: 'traylight_disk_read_bytes_per_second', help: 'Read from all disks together.' },
    ids: /^disk\.read$/,
  },
  {
    ...{ name: 'traylight_disk_written_bytes_per_second', help: 'Written to all disks together.' },
    ids: /^disk\.write$/,
  },
  {
    name: 'traylight_network_transmit_bytes_per_second',
    ...{ help: 'Sent over a network interface.', ids: /^network\.up:(.+)$/s, label: 'interface' },
  },
  {
    name: 'traylight_network_receive_bytes_per_second',
    ...{ help: 'Received over a network interface.', ids: /^network\.down:(.+)$/s, label: 'interface' },
  },
  {
    ...{ name: 'traylight_load_average', help: 'Processes that run or wait to run, averaged.' },
    ...{ ids: /^load\.(\d+)$/, label: 'minutes' },
  },
  {
    ...{ name: 'traylight_temperature_celsius', help: 'Temperature of a sensor.' },
    ...{ ids: /^temperature:(.+)$/s, label: 'sensor' },
  },
  {
    ...{ name: 'traylight_battery_charge_ratio', help: 'How full the battery is, 0 to 1.' },
    ...{ ids: /^battery$/, per: 100 },
  },
  {
    ...{ name: 'traylight_machine_uptime_seconds', help: 'Time since this machine started.' },
    ids: /^uptime$/,
  },
]

/** Summed over the interfaces that are exposed each. */
const SUMS = /^network\.(up|down)$/

/** This machine as it was last sampled, and the watched metrics of applications. */
export function* machineFamilies({ metrics }: StatusBook): Iterable<Family> {
  const all = [...metrics.ids()].flatMap(id => {
    const metric = metrics.get(id)
    return metric ? [{ id, metric }] : []
  })
  const machine = all.filter(({ metric }) => metric.sample.group !== 'application')
  for (const { name, help, ids, label, per = 1 } of MACHINE_METRIC_RULES) {
    const samples = machine.flatMap(({ id, metric }) => {
      const match = ids.exec(id)
      if (!match) return []
      return scaled(label === undefined ? {} : { [label]: match[1] ?? '' }, metric, per)
    })
    yield gauge(name, help, samples)
  }
  yield gauge(
    'traylight_metric',
    'Metrics of this machine that have no name of their own here, each in its unit.',
    machine
      .filter(({ id }) => !SUMS.test(id) && !MACHINE_METRIC_RULES.some(({ ids }) => ids.test(id)))
      .flatMap(({ id, metric }) => scaled({ metric: id, unit: metric.sample.unit }, metric, 1)),
  )
  yield gauge(
    'traylight_application_metric',
    'Watched samples of the metrics of backends, each in the unit that was configured.',
    all.flatMap(({ id, metric }) => {
      const { sample } = metric
      if (sample.group !== 'application') return []
      const backend = backendOfMetric(id) ?? ''
      const ofBackend = `backend:${backend}:`
      return scaled({ backend, sample: id.slice(ofBackend.length), unit: sample.unit }, metric, 1)
    }),
  )
  yield gauge(
    'traylight_metric_status',
    'What the thresholds make of a metric: 1 for the status that holds, 0 for the others.',
    all
      .filter(({ id }) => metrics.thresholdOf(id) !== null)
      .flatMap(({ id, metric }) => stateSet({ metric: id }, metricStatusSchema.options, metric.state.status)),
  )
}

function scaled(labels: Labels, { sample }: WatchedMetric, per: number): readonly FamilySample[] {
  // Twelve figures: 0.241, and not what the division leaves at its end.
  return known(labels, sample.value === null ? null : Number((sample.value / per).toPrecision(12)))
}
