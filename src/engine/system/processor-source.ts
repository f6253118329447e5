import { percentOf, type Reading } from './metric-sample.ts'
import type { MetricSource } from './metric-source.ts'

/** Time since boot, in any unit. */
export interface BusyTime {
  readonly busy: number
  readonly total: number
}
export interface CoreTime extends BusyTime {
  readonly core: number
}
export interface ProcessorTimes {
  readonly all: BusyTime
  readonly cores: readonly CoreTime[]
}

/** Shares of busy time between two readings, overall and per core. */
export function processorReadings(before: ProcessorTimes | null, now: ProcessorTimes): readonly Reading[] {
  const count = now.cores.length
  const earlier = new Map(before?.cores.map(core => [core.core, core]))
  return [
    load('cpu', 'CPU', before?.all, now.all, count === 1 ? '1 core' : `${count} cores`),
    ...now.cores.map(time =>
      load(`cpu.core.${time.core}`, `CPU core ${time.core}`, earlier.get(time.core), time, ''),
    ),
  ]
}

function load(
  id: string,
  name: string,
  before: BusyTime | undefined,
  now: BusyTime,
  detail: string,
): Reading {
  const value = before ? percentOf(now.busy - before.busy, now.total - before.total) : null
  return { id, name, group: 'cpu', unit: '%', value, detail }
}

/** CPU load between one reading and the next. */
export function processorSource(readTimes: () => ProcessorTimes): MetricSource {
  let before: ProcessorTimes | null = null
  return {
    name: 'CPU',
    everySeconds: 0,
    counts: true,
    always: [{ id: 'cpu', name: 'CPU', group: 'cpu', unit: '%', value: null, detail: '' }],
    read() {
      const now = readTimes()
      const readings = processorReadings(before, now)
      before = now
      return readings
    },
  }
}
