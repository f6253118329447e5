import type { TopProcess } from '#shared/contract.ts'
import type { Clock } from '../../clock.ts'
import type { SystemReader } from '../system-reader.ts'
import type { TopProcessesQuery } from '../system-sampler.ts'
import { type ProcessUse, parseProcessStat } from './parse-process-stat.ts'

/** Linux counts CPU time for programs in hundredths of a second, on every architecture still built for. */
const TICKS_PER_SECOND = 100
/** From one reading to the next where none was taken lately. */
const BETWEEN_READINGS_MS = 400
/** An earlier reading up to this old is compared with, so that a list that is refreshed need not wait. */
const OLDEST_EARLIER_MS = 10_000
/** So many processes are read in one go before others get their turn. */
const PROCESSES_PER_GO = 100

interface Census {
  readonly atMs: number
  readonly processes: ReadonlyMap<number, ProcessUse>
}

/** Lists the processes that use most, from two readings of /proc. A process that ends meanwhile is left out. */
export function linuxTopProcesses(clock: Clock, reader: SystemReader) {
  let earlier: Census | null = null
  return async ({ by, count }: TopProcessesQuery): Promise<readonly TopProcess[]> => {
    let before = earlier
    const age = before ? clock.monotonic() - before.atMs : Number.POSITIVE_INFINITY
    if (!before || age < BETWEEN_READINGS_MS || age > OLDEST_EARLIER_MS) {
      before = await takeCensus(clock, reader)
      await new Promise<void>(resolve => {
        clock.after(BETWEEN_READINGS_MS, resolve)
      })
    }
    const now = await takeCensus(clock, reader)
    earlier = now
    const users = userNames(readOr(reader, '/etc/passwd'))
    return busiest(before, now, by, count).map(({ use, cpuPercent }) =>
      topProcess(reader, users, use, cpuPercent),
    )
  }
}

async function takeCensus(clock: Clock, reader: SystemReader): Promise<Census> {
  const processes = new Map<number, ProcessUse>()
  const pids = reader.procNames('/proc').filter(name => /^\d+$/.test(name))
  for (const [index, pid] of pids.entries()) {
    if (index % PROCESSES_PER_GO === PROCESSES_PER_GO - 1) await new Promise(resolve => setImmediate(resolve))
    const use = parseProcessStat(readOr(reader, `/proc/${pid}/stat`))
    if (use) processes.set(use.pid, use)
  }
  return { atMs: clock.monotonic(), processes }
}

function busiest(before: Census, now: Census, by: TopProcessesQuery['by'], count: number) {
  const elapsedTicks = ((now.atMs - before.atMs) / 1000) * TICKS_PER_SECOND
  const uses = [...now.processes.values()].map(use => {
    const then = before.processes.get(use.pid)
    const earlierTicks = then?.startedTicks === use.startedTicks ? then.cpuTicks : 0
    const share = elapsedTicks > 0 ? (use.cpuTicks - earlierTicks) / elapsedTicks : 0
    return { use, cpuPercent: Math.round(share * 1000) / 10 }
  })
  const order = (a: (typeof uses)[number], b: (typeof uses)[number]) =>
    by === 'cpu'
      ? b.cpuPercent - a.cpuPercent || b.use.residentPages - a.use.residentPages
      : b.use.residentPages - a.use.residentPages
  return uses.sort(order).slice(0, count)
}

function topProcess(
  reader: SystemReader,
  users: ReadonlyMap<string, string>,
  use: ProcessUse,
  cpuPercent: number,
): TopProcess {
  const status = readOr(reader, `/proc/${use.pid}/status`)
  const uid = /^Uid:\s+(\d+)/m.exec(status)?.[1] ?? ''
  const residentKibibytes = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0)
  return {
    pid: use.pid,
    name: programName(readOr(reader, `/proc/${use.pid}/cmdline`)) ?? use.name,
    cpuPercent,
    memoryBytes: residentKibibytes * 1024,
    user: users.get(uid) ?? uid,
  }
}

/** The program's file name: the kernel's own name for a process is cut at 15 letters and often that of a thread. */
function programName(commandLine: string): string | null {
  const program = commandLine.split('\0', 1)[0]?.split(' ', 1)[0]?.split('/').at(-1)
  return program ? program.replace(/:$/, '') : null
}

function userNames(passwd: string): ReadonlyMap<string, string> {
  return new Map(
    passwd.split('\n').flatMap(line => {
      const [name, , uid] = line.split(':')
      return name && uid ? [[uid, name] as const] : []
    }),
  )
}

/** A process can end between being listed and being read. */
function readOr(reader: SystemReader, path: string): string {
  try {
    return reader.proc(path)
  } catch {
    return ''
  }
}
