import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import type { BenchOptions, Figure } from './figure.ts'

/** 30 days of 100 monitors at 10-minute steps are 432,000; a million are what a report must stand. */
const ROWS = 1_000_000
const ROWS_PER_SECOND = 200_000
const RSS_LIMIT_MB = 50
const DEADLINE_MS = 600_000

const resultSchema = z.object({
  ...{ cpuSeconds: z.number(), floorCpuSeconds: z.number(), mb: z.number() },
  ...{ rssGrowthFewMb: z.number(), rssGrowthMb: z.number() },
})

/** A CSV report of a million rows: how many rows a second of CPU writes, and whether memory stays flat. */
export async function exportReport({ quick }: BenchOptions): Promise<readonly Figure[]> {
  const rows = quick ? ROWS / 10 : ROWS
  const program = join(import.meta.dirname, 'export-process.ts')
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [program, '--format', 'csv', '--rows', String(rows)],
    { timeout: DEADLINE_MS },
  )
  const { cpuSeconds, floorCpuSeconds, mb, rssGrowthFewMb, rssGrowthMb } = resultSchema.parse(
    JSON.parse(stdout),
  )
  return [
    {
      what: 'export as CSV, CPU per million rows',
      unit: 's',
      measured: (cpuSeconds / rows) * 1e6,
      floor: { what: 'values joined by commas', value: (floorCpuSeconds / rows) * 1e6 },
      limit: 1e6 / ROWS_PER_SECOND,
      budget: `${ROWS_PER_SECOND} rows/s`,
      notes: { rows, mb },
    },
    {
      what: 'export as CSV, growth of RSS',
      unit: 'MB',
      measured: rssGrowthMb,
      floor: null,
      limit: RSS_LIMIT_MB,
      budget: `${RSS_LIMIT_MB} MB`,
      notes: { rows, growthWithATenthOfThemMb: rssGrowthFewMb },
    },
  ]
}
