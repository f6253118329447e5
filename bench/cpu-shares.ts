import { setTimeout as sleep } from 'node:timers/promises'
import { cpuMsOf } from './cpu-of-process.ts'

export interface CpuShareTimes {
  /** Until what starting costs is over. */
  readonly warmUpMs: number
  readonly measureMs: number
}

/** The share of one core that each process uses, children included, in percent; all over the same time. */
export async function cpuShares(pids: readonly number[], times: CpuShareTimes): Promise<readonly number[]> {
  await sleep(times.warmUpMs)
  const startedAt = performance.now()
  const before = pids.map(cpuMsOf)
  await sleep(times.measureMs)
  const elapsedMs = performance.now() - startedAt
  return pids.map((pid, index) => ((cpuMsOf(pid) - (before[index] ?? 0)) / elapsedMs) * 100)
}
