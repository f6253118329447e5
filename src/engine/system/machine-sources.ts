import type { Clock } from '../clock.ts'
import { diskIoSource } from './disk-io-source.ts'
import { linuxFilesystemSource } from './linux/linux-filesystem-source.ts'
import { linuxTemperatureSource } from './linux/linux-temperature-source.ts'
import { linuxTopProcesses } from './linux/linux-top-processes.ts'
import { parseDiskstats } from './linux/parse-diskstats.ts'
import { parseMeminfo } from './linux/parse-meminfo.ts'
import { parseNetDev } from './linux/parse-net-dev.ts'
import { parseProcStat } from './linux/parse-proc-stat.ts'
import { loadSource } from './load-source.ts'
import { memorySource } from './memory-source.ts'
import type { MetricSource } from './metric-source.ts'
import { networkSource } from './network-source.ts'
import { batterySource } from './portable/battery-source.ts'
import { portableSources } from './portable/portable-sources.ts'
import { portableTopProcesses } from './portable/portable-top-processes.ts'
import { type LoadSystemInformation, loadSystemInformation } from './portable/system-information.ts'
import { processorSource } from './processor-source.ts'
import { machineReader, type SystemReader } from './system-reader.ts'
import type { SystemSamplerOptions } from './system-sampler.ts'
import { uptimeSource } from './uptime-source.ts'

export interface MachineSourcesOptions {
  readonly clock: Clock
  readonly platform?: NodeJS.Platform
  readonly reader?: SystemReader
  readonly load?: LoadSystemInformation
}

/**
 * What to read on this machine, and how: on Linux from /proc, /sys and statfs, which cost a hundredth of what spawning
 * programs does (docs/sampling.md); elsewhere from the runtime and systeminformation.
 */
export function machineSources(
  options: MachineSourcesOptions,
): Pick<SystemSamplerOptions, 'sources' | 'topProcesses'> {
  const { clock, platform = process.platform, reader = machineReader, load = loadSystemInformation } = options
  if (platform !== 'linux') {
    return {
      sources: portableSources(clock, platform, load),
      topProcesses: portableTopProcesses(clock, load),
    }
  }
  return {
    sources: linuxSources(clock, reader, load),
    topProcesses: linuxTopProcesses(clock, reader),
  }
}

function linuxSources(
  clock: Clock,
  reader: SystemReader,
  load: LoadSystemInformation,
): readonly MetricSource[] {
  const numbers = (path: string) => reader.proc(path).trim().split(/\s+/).map(Number)
  const hasPowerSupply = async () =>
    (await reader.names('/sys/class/power_supply')).some(name => name.startsWith('BAT'))
  return [
    processorSource(() => parseProcStat(reader.proc('/proc/stat'))),
    memorySource(0, () => parseMeminfo(reader.proc('/proc/meminfo'))),
    networkSource(clock, 0, () => parseNetDev(reader.proc('/proc/net/dev'))),
    diskIoSource(clock, 0, () => parseDiskstats(reader.proc('/proc/diskstats'))),
    loadSource(() => numbers('/proc/loadavg')),
    uptimeSource(() => numbers('/proc/uptime')[0] ?? Number.NaN),
    linuxFilesystemSource(clock, reader),
    linuxTemperatureSource(reader),
    batterySource(load, hasPowerSupply),
  ]
}
