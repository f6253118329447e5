import { BatchedSink } from './batched-sink.ts'
import {
  REPORT_SCHEMA_ID,
  reportChange,
  reportHead,
  reportRow,
  reportSeries,
  reportSummary,
  reportUptime,
} from './report-document.ts'
import type { ReportFormat } from './report-format.ts'

/** The whole report as one JSON document, after docs/schemas/report.schema.json. A list has one entry a line. */
export const jsonFormat: ReportFormat = {
  name: 'json',
  title: 'JSON',
  summary: 'Everything in one document, with a published schema.',
  extension: 'json',
  parts: [],
  async write(source, sink, signal) {
    const out = new BatchedSink(sink, signal)
    const member = (name: string, value: unknown): string =>
      `${JSON.stringify(name)}:${JSON.stringify(value)}`
    await out.add(`{${member('$schema', REPORT_SCHEMA_ID)},\n${member('report', reportHead(source))},\n`)
    await out.add(`${member('health', source.health)}`)
    await writeList(out, 'series', [source.series], reportSeries)
    await writeList(out, 'uptime', [source.uptime], reportUptime)
    await writeList(out, 'summary', [source.summaries], reportSummary)
    await writeList(out, 'changes', source.spans(), reportChange)
    await writeList(out, 'history', source.rows(), reportRow)
    await out.add('}\n')
    await out.flush()
  },
}

async function writeList<T>(
  out: BatchedSink,
  name: string,
  pages: AsyncIterable<readonly T[]> | Iterable<readonly T[]>,
  entry: (item: T) => unknown,
): Promise<void> {
  await out.add(`,\n${JSON.stringify(name)}:[`)
  let separator = '\n'
  for await (const page of pages) {
    for (const item of page) {
      const full = out.add(`${separator}${JSON.stringify(entry(item))}`)
      if (full) await full
      separator = ',\n'
    }
  }
  await out.add('\n]')
}
