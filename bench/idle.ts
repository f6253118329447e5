import { startLightShell } from '../e2e/light-shell.ts'
import { startCode } from './child-process.ts'
import { cpuShares } from './cpu-shares.ts'
import type { BenchOptions, Figure } from './figure.ts'
import { memoryOf } from './memory-of-process.ts'
import { rounded } from './rounded.ts'

const CPU_LIMIT = 1
const RSS_LIMIT_MB = 120

/** The light shell with nothing to watch but this machine, every 2 s, and nobody looking. */
export async function idle({ quick }: BenchOptions): Promise<readonly Figure[]> {
  const shell = await startLightShell()
  const nothing = await startCode('setInterval(() => {}, 2000)')
  try {
    const [shellCpu = Number.NaN, floorCpu = Number.NaN] = await cpuShares([shell.pid, nothing.pid], {
      warmUpMs: 10_000,
      measureMs: quick ? 10_000 : 60_000,
    })
    const memory = memoryOf(shell.pid)
    const floorMemory = memoryOf(nothing.pid)
    const floor = 'a timer every 2 s'
    return [
      {
        what: 'idle, CPU',
        unit: '% of a core',
        measured: shellCpu,
        floor: { what: floor, value: floorCpu },
        limit: CPU_LIMIT,
        budget: `${CPU_LIMIT} %`,
        notes: {},
      },
      {
        what: 'idle, memory (RSS)',
        unit: 'MB',
        measured: memory.rssMb,
        floor: { what: floor, value: floorMemory.rssMb },
        limit: RSS_LIMIT_MB,
        budget: `${RSS_LIMIT_MB} MB`,
        notes: { pssMb: rounded(memory.pssMb, 1), floorPssMb: rounded(floorMemory.pssMb, 1) },
      },
    ]
  } finally {
    await shell.remove()
    await nothing.stop()
  }
}
