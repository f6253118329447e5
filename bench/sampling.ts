import { startCode, startFile } from './child-process.ts'
import { cpuShares } from './cpu-shares.ts'
import type { BenchOptions, Figure } from './figure.ts'

const CPU_LIMIT = 0.5

/** The system sampler alone, at its default interval, with the CPU of whatever it starts. */
export async function sampling({ quick }: BenchOptions): Promise<readonly Figure[]> {
  const sampler = await startFile('sampler-process.ts')
  const nothing = await startCode('setInterval(() => {}, 2000)')
  try {
    const [measured = Number.NaN, floor = Number.NaN] = await cpuShares([sampler.pid, nothing.pid], {
      warmUpMs: 5000,
      measureMs: quick ? 10_000 : 60_000,
    })
    return [
      {
        what: 'sampling, CPU',
        unit: '% of a core',
        measured,
        floor: { what: 'a timer every 2 s', value: floor },
        limit: CPU_LIMIT,
        budget: `${CPU_LIMIT} %`,
        notes: { firstSamples: String(sampler.first) },
      },
    ]
  } finally {
    await sampler.stop()
    await nothing.stop()
  }
}
