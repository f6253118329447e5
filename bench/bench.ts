// `npm run bench`: measures what budgets there are for, each beside its floor, and writes bench/results/.
// --only NAME (may be repeated) runs only those; --quick is shorter, for a look in between.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { prepare } from '../scripts/prepare.mjs'
import { costOfCheck } from './cost-of-check.ts'
import { exportReport } from './export.ts'
import type { Figure, Measurement } from './figure.ts'
import { healthApi } from './health-api.ts'
import { historyRead } from './history-read.ts'
import { historyWrite } from './history-write.ts'
import { idle } from './idle.ts'
import { reportDocument, reportTable } from './report.ts'
import { sampling } from './sampling.ts'
import { start } from './start.ts'

const MEASUREMENTS: readonly Measurement[] = [
  { name: 'cost-of-check', run: costOfCheck },
  { name: 'start', run: start },
  { name: 'idle', run: idle },
  { name: 'sampling', run: sampling },
  { name: 'health-api', run: healthApi },
  { name: 'export', run: exportReport },
  { name: 'history-write', run: historyWrite },
  { name: 'history-read', run: historyRead },
]

const RESULTS = join(import.meta.dirname, 'results')

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { only: { type: 'string', multiple: true }, quick: { type: 'boolean', default: false } },
  })
  const chosen = measurementsNamed(values.only)
  if (process.platform !== 'linux') {
    throw new Error('The benchmarks read CPU and memory of processes from /proc, which only Linux has.')
  }
  await prepare()
  const figures: Figure[] = []
  for (const measurement of chosen) {
    process.stderr.write(`Measuring ${measurement.name}.\n`)
    figures.push(...(await measurement.run({ quick: values.quick })))
  }
  const at = new Date()
  const document = JSON.stringify(reportDocument(figures, at), null, 2)
  const text = reportTable(figures)
  process.stdout.write(`${document}\n\n${text}\n`)
  await mkdir(RESULTS, { recursive: true })
  // Windows allows no colons in names.
  const name = join(RESULTS, at.toISOString().replaceAll(':', '-'))
  await writeFile(`${name}.json`, `${document}\n`)
  await writeFile(`${name}.txt`, `${text}\n`)
}

function measurementsNamed(names: readonly string[] | undefined): readonly Measurement[] {
  const known = MEASUREMENTS.map(({ name }) => name)
  const unknown = names?.find(name => !known.includes(name))
  if (unknown !== undefined) {
    throw new Error(`There is no measurement "${unknown}". There are: ${known.join(', ')}.`)
  }
  return MEASUREMENTS.filter(({ name }) => names?.includes(name) ?? true)
}

main().catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
