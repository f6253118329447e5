// Writes a report of many rows into nothing, and says on standard output what it cost in CPU and memory.
import { parseArgs } from 'node:util'
import { reportFormats } from '../src/engine/reports/registry.ts'
import { syntheticReport } from './synthetic-report.ts'

const { values } = parseArgs({
  options: { format: { type: 'string', default: 'csv' }, rows: { type: 'string', default: '1000000' } },
})
const format = reportFormats.find(({ name }) => name === values.format)
if (!format) throw new Error(`There is no format "${values.format}".`)

const rowCount = Number(values.rows)
const before = process.memoryUsage.rss()
const few = await written(Math.ceil(rowCount / 10))
const all = await written(rowCount)
const floor = await joined(rowCount)
process.stdout.write(
  `${JSON.stringify({
    ...{ cpuSeconds: all.cpuSeconds, floorCpuSeconds: floor, mb: all.bytes / 1e6 },
    // Of a tenth of the rows and of all of them: the same where memory does not depend on how many there are.
    ...{ rssGrowthFewMb: (few.mostRss - before) / 1e6, rssGrowthMb: (all.mostRss - before) / 1e6 },
  })}\n`,
)

async function written(count: number) {
  let [bytes, mostRss] = [0, 0]
  const sink = {
    async write(piece: string | Uint8Array) {
      bytes += piece.length
      mostRss = Math.max(mostRss, process.memoryUsage.rss())
    },
  }
  const cpuBefore = process.cpuUsage()
  await format?.write(syntheticReport(count), sink, new AbortController().signal)
  return { bytes, mostRss, cpuSeconds: secondsSince(cpuBefore) }
}

/** The least that writing these rows could cost: their values with commas between them, whatever they hold. */
async function joined(count: number): Promise<number> {
  const cpuBefore = process.cpuUsage()
  let length = 0
  for await (const page of syntheticReport(count).rows()) {
    for (const row of page) length += Object.values(row).join(',').length
  }
  if (length === 0) throw new Error('There was nothing to write.')
  return secondsSince(cpuBefore)
}

function secondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}
