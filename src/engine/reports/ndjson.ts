import { BatchedSink } from './batched-sink.ts'
import {
  RECORD_SCHEMA_ID,
  type ReportRecord,
  reportChange,
  reportHead,
  reportRow,
  reportSeries,
  reportSummary,
  reportUptime,
} from './report-document.ts'
import type { ReportFormat, ReportSource } from './report-format.ts'

/** The whole report as one JSON record a line, after docs/schemas/report-record.schema.json. */
export const ndjsonFormat: ReportFormat = {
  name: 'ndjson',
  title: 'NDJSON',
  summary: 'A JSON record a line, for scripts and log pipelines.',
  extension: 'ndjson',
  parts: [],
  async write(source, sink, signal) {
    const out = new BatchedSink(sink, signal)
    for await (const record of records(source)) {
      const full = out.add(`${JSON.stringify(record)}\n`)
      if (full) await full
    }
    await out.flush()
  },
}

async function* records(source: ReportSource): AsyncIterable<ReportRecord> {
  yield { type: 'report', $schema: RECORD_SCHEMA_ID, ...reportHead(source) }
  yield { type: 'health', ...source.health }
  for (const info of source.series) yield { type: 'series', ...reportSeries(info) }
  for (const row of source.uptime) yield { type: 'uptime', ...reportUptime(row) }
  for (const row of source.summaries) yield { type: 'summary', ...reportSummary(row) }
  for await (const page of source.spans()) {
    for (const span of page) yield { type: 'change', ...reportChange(span) }
  }
  for await (const page of source.rows()) {
    for (const row of page) yield { type: 'row', ...reportRow(row) }
  }
}
