/** What one process has used, from /proc/PID/stat (proc_pid_stat(5)). */
export interface ProcessUse {
  readonly pid: number
  readonly name: string
  /** CPU time in the kernel's ticks, of which there are 100 a second, its children's left out. */
  readonly cpuTicks: number
  /** Memory in pages. */
  readonly residentPages: number
  /** When it started, in ticks since boot: tells a process from a later one with its id. */
  readonly startedTicks: number
}

/** Reads one process's line; null where it is not in that form. Its name may hold blanks and brackets. */
export function parseProcessStat(text: string): ProcessUse | null {
  const open = text.indexOf('(')
  const close = text.lastIndexOf(')')
  if (open < 0 || close < open) return null
  // The first field after the name is the third of the line, the state.
  const fields = text.slice(close + 2).split(' ')
  const field = (position: number) => Number(fields[position - 3])
  const use = {
    pid: Number.parseInt(text, 10),
    name: text.slice(open + 1, close),
    cpuTicks: field(14) + field(15),
    startedTicks: field(22),
    residentPages: field(24),
  }
  return [use.pid, use.cpuTicks, use.startedTicks, use.residentPages].every(Number.isFinite) ? use : null
}
