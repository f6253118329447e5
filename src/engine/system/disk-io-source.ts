import type { Clock } from '../clock.ts'
import { counterRate } from './counter-rate.ts'
import type { Reading } from './metric-sample.ts'
import type { MetricSource } from './metric-source.ts'

/** Counters of one disk, in bytes. */
export interface DiskBytes {
  readonly read: number
  readonly written: number
}
export type DiskCounters = ReadonlyMap<string, DiskBytes>

/** Bytes per second read from and written to all disks together. A disk whose counters were reset is left out once. */
export function diskIoReadings(
  before: DiskCounters | null,
  now: DiskCounters,
  elapsedMs: number,
): readonly Reading[] {
  const sum = (direction: keyof DiskBytes) => {
    const rates = [...now.keys()]
      .map(name => counterRate(before?.get(name)?.[direction], now.get(name)?.[direction], elapsedMs))
      .filter(value => value !== null)
    return rates.length > 0 ? rates.reduce((total, value) => total + value, 0) : null
  }
  const names = [...now.keys()]
  const detail = names.length <= 3 ? names.join(', ') : `${names.length} disks`
  return [
    reading('disk.read', 'Disk read', sum('read'), detail),
    reading('disk.write', 'Disk write', sum('written'), detail),
  ]
}

function reading(id: string, name: string, value: number | null, detail: string): Reading {
  return { id, name, group: 'disk', unit: 'B/s', value, detail }
}

/** Disk traffic between one reading and the next. */
export function diskIoSource(
  clock: Clock,
  everySeconds: number,
  readCounters: () => DiskCounters | Promise<DiskCounters>,
): MetricSource {
  let before: { readonly counters: DiskCounters; readonly atMs: number } | null = null
  const since = (counters: DiskCounters) => {
    const atMs = clock.monotonic()
    const readings = diskIoReadings(before?.counters ?? null, counters, atMs - (before?.atMs ?? atMs))
    before = { counters, atMs }
    return readings
  }
  return {
    name: 'disk traffic',
    everySeconds,
    counts: true,
    always: [reading('disk.read', 'Disk read', null, ''), reading('disk.write', 'Disk write', null, '')],
    read() {
      const counters = readCounters()
      return counters instanceof Promise ? counters.then(since) : since(counters)
    },
  }
}
