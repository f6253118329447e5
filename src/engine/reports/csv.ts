import { BatchedSink } from './batched-sink.ts'
import { csvText } from './csv-text.ts'
import { IsoText, LocalTime } from './local-time.ts'
import { plainNumber } from './plain-number.ts'
import { REPORT_PARTS, type ReportFormat, type ReportSource } from './report-format.ts'
import { type Cell, type Column, reportTable } from './report-tables.ts'

/** By this Excel knows UTF-8. */
const BYTE_ORDER_MARK = '\ufeff'
const END_OF_LINE = '\r\n'

/** One tidy table, as Excel and scripts read it: RFC 4180 in UTF-8 with its mark. */
export const csvFormat: ReportFormat = {
  name: 'csv',
  title: 'CSV',
  summary: 'One table for spreadsheets and scripts.',
  extension: 'csv',
  parts: REPORT_PARTS,
  async write(source, sink, signal) {
    const table = reportTable(source, source.request.part ?? 'history')
    const out = new BatchedSink(sink, signal)
    out.add(`${BYTE_ORDER_MARK}${table.columns.map(({ key }) => key).join(',')}${END_OF_LINE}`)
    const writers = table.columns.map(column => cellWriter(column, source))
    for await (const page of table.rows()) {
      for (const row of page) {
        const full = out.add(line(row, writers))
        if (full) await full
      }
      signal.throwIfAborted()
    }
    await out.flush()
  },
}

type CellWriter = (cell: Cell) => string

function line(row: readonly Cell[], writers: readonly CellWriter[]): string {
  let text = ''
  for (let index = 0; index < writers.length; index++) {
    const cell = row[index] ?? null
    if (index > 0) text += ','
    if (cell !== null) text += writers[index]?.(cell) ?? ''
  }
  return text + END_OF_LINE
}

function cellWriter({ kind }: Column, source: ReportSource): CellWriter {
  switch (kind) {
    case 'text':
      return rememberingLast(cell => csvText(String(cell)))
    case 'word':
      return String
    case 'number':
      return cell => plainNumber(Number(cell))
    case 'utc': {
      const iso = new IsoText()
      return cell => iso.text(Number(cell))
    }
    case 'local': {
      const local = new LocalTime(source.timeZone)
      return cell => local.stamp(Number(cell))
    }
  }
}

/** Names repeat from row to row. */
function rememberingLast(write: CellWriter): CellWriter {
  let last: Cell = null
  let written = ''
  return cell => {
    if (cell !== last) written = write(cell)
    last = cell
    return written
  }
}
