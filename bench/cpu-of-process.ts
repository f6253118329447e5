import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const STAT_FIELDS_BEFORE_STATE = 2
const UTIME = 14 - STAT_FIELDS_BEFORE_STATE - 1
const TIMES = 4

let ticksPerSecond: number | undefined

/** The kernel counts in these; nearly always 100. */
function clockTicks(): number {
  ticksPerSecond ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
  return ticksPerSecond
}

/**
 * CPU time a process has used, in ms: user and system, with that of its children that have ended (proc(5), fields
 * utime, stime, cutime and cstime of /proc/PID/stat). In steps of 10 ms. Linux only.
 *
 * @throws ENOENT where there is no such process, or no /proc
 */
export function cpuMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The program's name stands in parentheses and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = fields.slice(UTIME, UTIME + TIMES).reduce((sum, field) => sum + Number(field), 0)
  return (ticks * 1000) / clockTicks()
}
