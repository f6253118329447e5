import { aboutReport } from './about-report.ts'
import { LocalTime } from './local-time.ts'
import type { ReportFormat, ReportPart, ReportSource } from './report-format.ts'
import { type ReportTable, reportTable } from './report-tables.ts'
import { columnTitle, SheetXml } from './sheet-xml.ts'
import { contentTypes, PACKAGE_RELATIONS, STYLES, workbook, workbookRelations } from './workbook-xml.ts'
import { ZipSink } from './zip-sink.ts'

/** Rows of a sheet with its head, as Excel and LibreOffice can hold them. */
const MOST_ROWS = 1_048_576
const WHOLE: readonly ReportPart[] = ['health', 'uptime', 'summary', 'changes', 'history']

export interface XlsxOptions {
  readonly mostRows: number
}

/** A workbook: a sheet for each part of the report, with real numbers and dates. */
export const xlsxFormat: ReportFormat = xlsxFormatWith({ mostRows: MOST_ROWS })

export function xlsxFormatWith({ mostRows }: XlsxOptions): ReportFormat {
  return {
    name: 'xlsx',
    title: 'Excel workbook',
    summary: 'A sheet for each part, with numbers and dates.',
    extension: 'xlsx',
    parts: [],
    async write(source, sink, signal) {
      const zip = await ZipSink.open(sink, signal)
      const sheets: string[] = []
      await zip.file('_rels/.rels', PACKAGE_RELATIONS)
      await zip.file('xl/styles.xml', STYLES)
      await writeAbout(zip, source)
      sheets.push('Summary')
      for (const part of WHOLE) {
        await writeTable(zip, reportTable(source, part), { source, sheets, mostRows, signal })
      }
      await zip.file('xl/workbook.xml', workbook(sheets))
      await zip.file('xl/_rels/workbook.xml.rels', workbookRelations(sheets))
      await zip.file('[Content_Types].xml', contentTypes(sheets))
      await zip.close()
    },
  }
}

interface Writing {
  readonly source: ReportSource
  /** The names of the sheets so far. */
  readonly sheets: string[]
  readonly mostRows: number
  readonly signal: AbortSignal
}

async function writeAbout(zip: ZipSink, source: ReportSource): Promise<void> {
  const xml = new SheetXml([])
  let text = xml.begin([26, 90], { frozenRows: 0 })
  for (const [label, words] of aboutReport(source)) text += xml.pair(label, words)
  await zip.file(sheetFile(1), text + xml.end(null))
}

/** As many sheets as the rows need, "History", "History 2". */
async function writeTable(zip: ZipSink, table: ReportTable, writing: Writing): Promise<void> {
  const { source, sheets, mostRows, signal } = writing
  const local = new LocalTime(source.timeZone)
  const titles = table.columns.map(column => columnTitle(column, local.timeZone))
  const widths = table.columns.map(({ width }, index) => Math.max(width, (titles[index]?.length ?? 0) + 3))
  let count = 0
  const begin = async () => {
    count++
    sheets.push(count === 1 ? table.title : `${table.title} ${count}`)
    const xml = new SheetXml(table.columns, local)
    await zip.begin(sheetFile(sheets.length))
    await zip.add(xml.begin(widths, { frozenRows: 1 }) + xml.head(titles))
    return xml
  }
  let sheet = await begin()
  for await (const page of table.rows()) {
    signal.throwIfAborted()
    for (const row of page) {
      if (sheet.rowCount === mostRows) {
        await zip.add(sheet.end(titles.length))
        await zip.end()
        sheet = await begin()
      }
      const full = zip.add(sheet.row(row))
      if (full) await full
    }
  }
  await zip.add(sheet.end(titles.length))
  await zip.end()
}

const sheetFile = (number: number): string => `xl/worksheets/sheet${number}.xml`
