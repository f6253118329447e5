import { cpus, freemem, loadavg, totalmem, uptime } from 'node:os'
import { z } from 'zod'
import type { Clock } from '../../clock.ts'
import { diskIoSource } from '../disk-io-source.ts'
import { filesystemReading } from '../filesystem-reading.ts'
import { loadSource } from '../load-source.ts'
import { memorySource } from '../memory-source.ts'
import type { Reading } from '../metric-sample.ts'
import type { MetricSource } from '../metric-source.ts'
import { networkSource } from '../network-source.ts'
import { type ProcessorTimes, processorSource } from '../processor-source.ts'
import { uptimeSource } from '../uptime-source.ts'
import { batterySource } from './battery-source.ts'
import type { LoadSystemInformation } from './system-information.ts'

/** Seconds between readings that spawn a program there (`netstat`, `ioreg`, `vm_stat`). */
const SPAWNING_SECONDS = 10
/** Seconds between readings that spawn a slow one (`df`, PowerShell). */
const SLOW_SECONDS = 60

/** What is read on macOS and Windows: the runtime's own figures where it has them, systeminformation for the rest. */
export function portableSources(
  clock: Clock,
  platform: NodeJS.Platform,
  load: LoadSystemInformation,
): readonly MetricSource[] {
  const mac = platform === 'darwin'
  const spawningSeconds = platform === 'win32' ? SLOW_SECONDS : SPAWNING_SECONDS
  return [
    processorSource(runtimeTimes),
    // Windows tells the runtime what is available; on macOS "free" would leave out what can be given up.
    mac
      ? memorySource(SPAWNING_SECONDS, async () => parseMemory(await (await load()).mem()))
      : memorySource(0, () => ({ total: totalmem(), available: freemem() })),
    filesystemSource(load),
    ...(mac
      ? [diskIoSource(clock, SPAWNING_SECONDS, async () => parseDiskIo(await (await load()).fsStats()))]
      : []),
    networkSource(clock, spawningSeconds, async () => parseNetwork(await (await load()).networkStats('*'))),
    ...(mac ? [loadSource(loadavg)] : []),
    uptimeSource(uptime),
    temperatureSource(load),
    batterySource(load, async () => true),
  ]
}

/** Busy and total time of each core in ms since it started, as the runtime has it. */
export function runtimeTimes(): ProcessorTimes {
  const cores = cpus().map(({ times }, core) => {
    const busy = times.user + times.nice + times.sys + times.irq
    return { core, busy, total: busy + times.idle }
  })
  const all = cores.reduce((sum, core) => ({ busy: sum.busy + core.busy, total: sum.total + core.total }), {
    busy: 0,
    total: 0,
  })
  return { all, cores }
}

const memorySchema = z.object({
  total: z.number(),
  available: z.number(),
  swaptotal: z.number().catch(0),
  swapfree: z.number().catch(0),
})

function parseMemory(result: unknown) {
  const { total, available, swaptotal, swapfree } = memorySchema.parse(result)
  return { total, available, swapTotal: swaptotal, swapFree: swapfree }
}

const networkSchema = z.array(z.object({ iface: z.string(), rx_bytes: z.number(), tx_bytes: z.number() }))

function parseNetwork(result: unknown) {
  const interfaces = networkSchema.parse(result)
  return new Map(interfaces.map(one => [one.iface, { received: one.rx_bytes, sent: one.tx_bytes }]))
}

const diskIoSchema = z.object({ rx: z.number(), wx: z.number() })

function parseDiskIo(result: unknown) {
  const { rx, wx } = diskIoSchema.parse(result)
  return new Map([['all disks', { read: rx, written: wx }]])
}

const filesystemsSchema = z.array(
  z.object({
    fs: z.string(),
    type: z.string(),
    size: z.number(),
    used: z.number(),
    available: z.number().nullish(),
    mount: z.string(),
    rw: z.boolean().nullish(),
  }),
)
/** Volumes that macOS keeps for itself; what the user stores is on `/System/Volumes/Data`. */
const MAC_INTERNAL = /^\/System\/Volumes\/(?!Data$)/

/** Filesystems as systeminformation lists them, without read-only and internal ones. */
export function filesystemReadings(result: unknown): readonly Reading[] {
  return filesystemsSchema
    .parse(result)
    .filter(({ rw, size, mount }) => rw !== false && size > 0 && !MAC_INTERNAL.test(mount))
    .map(({ fs, type, size, used, available, mount }) =>
      filesystemReading(
        { point: mount, type, source: fs },
        { total: size, free: size - used, available: available ?? size - used },
      ),
    )
}

function filesystemSource(load: LoadSystemInformation): MetricSource {
  return {
    name: 'filesystems',
    everySeconds: SLOW_SECONDS,
    counts: false,
    always: [],
    read: async () => filesystemReadings(await (await load()).fsSize()),
  }
}

const temperatureSchema = z.object({ main: z.number().nullish() })

/** The processor's temperature; no metric where the platform does not tell it. */
export function temperatureReadings(result: unknown): readonly Reading[] {
  const { main } = temperatureSchema.parse(result)
  if (!main) return []
  const value = Math.round(main * 10) / 10
  return [
    {
      id: 'temperature:cpu',
      name: 'Temperature, CPU',
      group: 'temperature',
      unit: '°C',
      value,
      detail: '',
    },
  ]
}

function temperatureSource(load: LoadSystemInformation): MetricSource {
  return {
    name: 'temperatures',
    everySeconds: SLOW_SECONDS,
    counts: false,
    always: [],
    read: async () => temperatureReadings(await (await load()).cpuTemperature()),
  }
}
