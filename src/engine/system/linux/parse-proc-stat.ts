import type { BusyTime, CoreTime, ProcessorTimes } from '../processor-source.ts'

/**
 * CPU time since boot from /proc/stat (proc_stat(5)), in ticks. Idle is `idle` + `iowait`: a core that waits for a disk
 * could do other work. `guest` is already part of `user`. Throws where the text is not in that format.
 */
export function parseProcStat(text: string): ProcessorTimes {
  let all: BusyTime | null = null
  const cores: CoreTime[] = []
  for (const line of text.split('\n')) {
    // The cpu lines come first; what follows can be long (one number per interrupt).
    if (!line.startsWith('cpu')) break
    const [label, ...numbers] = line.trim().split(/\s+/)
    const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] =
      numbers.map(Number)
    const busy = user + nice + system + irq + softirq + steal
    const time = { busy, total: busy + idle + iowait }
    if (!Number.isFinite(time.total)) throw new Error('/proc/stat holds something that is not a number')
    const core = label?.slice('cpu'.length)
    if (core === '') all = time
    else cores.push({ ...time, core: Number(core) })
  }
  if (!all) throw new Error('/proc/stat has no line for the CPU')
  return { all, cores }
}
