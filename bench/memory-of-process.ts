import { readFileSync } from 'node:fs'

/** Memory of a process in MB of 10^6 bytes. */
export interface ProcessMemory {
  /** Resident: what it holds in RAM, shared pages counted whole. */
  readonly rssMb: number
  /** Proportional: shared pages divided among those who share them. */
  readonly pssMb: number
}

/** Reads a process' memory from /proc. Linux only. */
export function memoryOf(pid: number): ProcessMemory {
  return {
    rssMb: megabytes(readFileSync(`/proc/${pid}/status`, 'utf8'), 'VmRSS'),
    pssMb: megabytes(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'), 'Pss'),
  }
}

function megabytes(text: string, name: string): number {
  const kib = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1]
  if (kib === undefined) throw new Error(`The kernel does not tell ${name} of a process.`)
  return (Number(kib) * 1024) / 1e6
}
