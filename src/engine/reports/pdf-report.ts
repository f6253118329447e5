import { categoryTitle } from '#shared/category.ts'
import type { SeriesHistory } from '#shared/history.ts'
import { levelWords, periodWords, presentWord, statusWord, watchedWords } from './about-report.ts'
import { amountWords } from './amount-words.ts'
import { type Drawing, drawBand, drawChart } from './draw-chart.ts'
import { BAD, COLUMN_GAP, INK, INNER_WIDTH, PAGE, type PdfColumn, type PdfPages, SOFT } from './pdf-pages.ts'
import type { TextLook } from './pdf-text.ts'
import type { ReportDigest, WatchedRow } from './report-digest.ts'
import {
  BAND_LEGEND,
  chartWords,
  HOW_TO_READ,
  keyFigures,
  metricWords,
  OUTAGE_TITLES,
  outageWords,
  UPTIME_TITLES,
  uncountedWords,
  uptimeWords,
} from './report-words.ts'

const BODY: TextLook = { size: 8.5, colour: INK }
const NOTE: TextLook = { size: 7.5, colour: SOFT }
const BOLD: TextLook = { size: 9, colour: INK, weight: 'bold' }
const LINE = 11.5

/** Draws a report, section by section; each step is one that may be stopped after. */
export function* drawReport(pages: PdfPages, digest: ReportDigest): Iterable<void> {
  drawAnswer(pages, digest)
  yield
  yield* drawOutages(pages, digest)
  yield* drawUptime(pages, digest)
  yield* drawCharts(pages, digest)
  drawNotes(pages, digest)
}

/** A name; with its id where it cannot be read. */
function shownName(pages: PdfPages, { name, id }: { readonly name: string; readonly id: string }): string {
  return pages.text.fonts.isReadable(name) ? name : `${name} (${id})`
}

function drawAnswer(pages: PdfPages, digest: ReportDigest): void {
  const { source, local, wrong } = digest
  const { text } = pages
  const { status, line } = source.health
  const [host = ''] = text.broken(`Traylight report: ${source.host}`, INNER_WIDTH / 2, BOLD, 1)
  text.line(host, PAGE.left, 40, BOLD)
  text.aligned(periodWords(source), PAGE.width - PAGE.right, 40, BODY, 'end')
  pages.hair(50)
  pages.y = 68
  pages.mark(status, PAGE.left, pages.y + 3, 34)
  text.line(presentWord(source), PAGE.left + 46, pages.y + 17, { size: 20, colour: INK, weight: 'bold' })
  let y = pages.y + 31
  for (const words of text.broken(line, INNER_WIDTH - 46, BODY, 2)) {
    text.line(words, PAGE.left + 46, y, BODY)
    y += LINE
  }
  const made = `When this was made, ${local.moment(source.madeAt)}: ${watchedWords(source)}.`
  text.line(made, PAGE.left + 46, y, NOTE)
  pages.y = y + 16
  for (const thing of wrong) drawWrong(pages, thing)
  if (wrong.length > 0) pages.hair(pages.y)
  pages.heading('The period at a glance')
  drawFigures(pages, digest)
}

function drawWrong(pages: PdfPages, thing: ReportDigest['wrong'][number]): void {
  const { text } = pages
  const message = text.broken(thing.message, INNER_WIDTH - 16, NOTE, 2)
  pages.needs(20 + message.length * 10)
  pages.hair(pages.y)
  pages.mark(thing.status, PAGE.left, pages.y + 5.5, 9)
  const words = `${statusWord(thing.status)}${thing.muted ? ', muted' : ''}`
  const [name = ''] = text.broken(shownName(pages, thing), INNER_WIDTH - 100, BODY, 1)
  text.line(name, PAGE.left + 16, pages.y + 13, BODY)
  text.line(words, PAGE.left + 22 + text.width(name, BODY), pages.y + 13, NOTE)
  for (const [index, line] of message.entries()) {
    text.line(line, PAGE.left + 16, pages.y + 23 + index * 10, NOTE)
  }
  pages.y += 19 + message.length * 10
}

function drawFigures(pages: PdfPages, digest: ReportDigest): void {
  const figures = keyFigures(digest)
  const width = (INNER_WIDTH - 3 * 10) / 4
  for (const [index, { value, label }] of figures.entries()) {
    const x = PAGE.left + index * (width + 10)
    pages.doc.roundedRect(x, pages.y, width, 44, 3).lineWidth(0.6).strokeColor('#dee2e6').stroke()
    pages.text.line(value, x + 10, pages.y + 21, { size: 15, colour: INK })
    pages.text.line(label, x + 10, pages.y + 35, NOTE)
  }
  pages.y += 44
}

function* drawOutages(pages: PdfPages, digest: ReportDigest): Iterable<void> {
  pages.heading('What was wrong')
  if (digest.outageCount === 0) {
    pages.paragraph('Nothing was unhealthy in this time.')
    return
  }
  const widths = [140, 76, 84]
  const rest = INNER_WIDTH - 300 - 3 * COLUMN_GAP
  const columns = OUTAGE_TITLES.map((title, index): PdfColumn => ({ title, width: widths[index] ?? rest }))
  pages.tableHead(columns)
  for (const outage of digest.outages) {
    const words = outageWords({ ...outage, name: shownName(pages, outage) }, digest)
    const cells = columns.map(({ width }, index) => pages.text.broken(words[index] ?? '', width, BODY, 3))
    const height = 7 + Math.max(...cells.map(lines => lines.length)) * LINE
    if (pages.needs(height)) pages.tableHead(columns)
    drawCells(pages, columns, cells)
    pages.y += height
    pages.hair(pages.y)
    yield
  }
  const left = digest.outageCount - digest.outages.length
  pages.y += 6
  if (left > 0) pages.paragraph(`And ${left} more that were shorter.`, NOTE)
}

function drawCells(
  pages: PdfPages,
  columns: readonly PdfColumn[],
  cells: readonly (readonly string[])[],
): void {
  let x = PAGE.left
  for (const [index, { width }] of columns.entries()) {
    for (const [line, words] of (cells[index] ?? []).entries()) {
      pages.text.line(words, x, pages.y + 12 + line * LINE, BODY)
    }
    x += width + COLUMN_GAP
  }
}

const BAND_WIDTH = 84
const NUMBER_WIDTHS = [40, 50, 40, 56, 38, 38] as const
const NAME_WIDTH =
  INNER_WIDTH - BAND_WIDTH - NUMBER_WIDTHS.reduce((sum, width) => sum + width, 0) - 7 * COLUMN_GAP

function* drawUptime(pages: PdfPages, digest: ReportDigest): Iterable<void> {
  pages.heading('Uptime')
  if (digest.rows.length === 0) {
    pages.paragraph('Nothing was watched in this time.')
    return
  }
  const numbers = UPTIME_TITLES.map(
    (title, index): PdfColumn => ({ title, width: NUMBER_WIDTHS[index] ?? 40, isNumber: true }),
  )
  const columns = [
    { title: 'Name', width: NAME_WIDTH },
    { title: 'The period', width: BAND_WIDTH },
    ...numbers,
  ]
  pages.tableHead(columns)
  for (const row of digest.rows) {
    const name = pages.text.broken(shownName(pages, row), NAME_WIDTH - 13, BODY, 2)
    const height = 18 + name.length * LINE
    if (pages.needs(height)) pages.tableHead(columns)
    drawUptimeRow(pages, row, name)
    pages.y += height
    pages.hair(pages.y)
    yield
  }
  drawLegend(pages)
  const uncounted = uncountedWords(digest)
  if (uncounted !== null) pages.paragraph(uncounted, NOTE)
}

function drawUptimeRow(pages: PdfPages, row: WatchedRow, name: readonly string[]): void {
  const { text } = pages
  if (row.status !== null) pages.mark(row.status, PAGE.left, pages.y + 4.5, 8.5)
  for (const [index, line] of name.entries())
    text.line(line, PAGE.left + 13, pages.y + 12 + index * LINE, BODY)
  const group = row.kind === 'backend' ? 'Backend' : categoryTitle(row.category)
  text.line(group, PAGE.left + 13, pages.y + 11 + name.length * LINE, NOTE)
  let x = PAGE.left + NAME_WIDTH + COLUMN_GAP
  pages.drawing(drawBand(row.band, BAND_WIDTH, 12), x, pages.y + 4, 1)
  x += BAND_WIDTH + COLUMN_GAP
  const isMissed = row.slo.availability !== null && row.slo.leftMs < 0
  for (const [index, words] of uptimeWords(row).entries()) {
    const width = NUMBER_WIDTHS[index] ?? 40
    const look: TextLook =
      isMissed && (index === 0 || index === 3) ? { ...BODY, colour: BAD, weight: 'bold' } : BODY
    text.aligned(words, x + width, pages.y + 12, look, 'end')
    x += width + COLUMN_GAP
  }
}

function drawLegend(pages: PdfPages): void {
  pages.needs(34)
  pages.y += 7
  let x: number = PAGE.left
  for (const [state, words] of BAND_LEGEND) {
    pages.drawing(drawBand([{ from: 0, to: 1, state }], 10, 8), x, pages.y, 1)
    pages.text.line(words, x + 14, pages.y + 8, NOTE)
    x += 26 + pages.text.width(words, NOTE)
  }
  pages.y += 16
}

const CHART_GAP = 18
const CHART_WIDTH = (INNER_WIDTH - CHART_GAP) / 2

interface Chart {
  readonly name: string
  readonly words: string
  readonly row: WatchedRow | null
  readonly drawing: Drawing
}

function* drawCharts(pages: PdfPages, digest: ReportDigest): Iterable<void> {
  const { source, local, rows } = digest
  const { fromMs, toMs } = source.request
  const charts = digest.charts.map(({ row, history }): Chart => {
    const drawing = drawChart(history, { fromMs, toMs, local, band: row.band })
    return { name: shownName(pages, row), words: chartWords(row), row, drawing }
  })
  if (charts.length > 0) {
    pages.heading('Response times', 160)
    yield* drawGrid(pages, charts)
    const left = rows.filter(({ summary }) => summary?.p50 != null).length - charts.length
    if (left > 0) pages.paragraph(`The worst are drawn; ${left} more are in the table above.`, NOTE)
  }
  if (digest.metrics.length === 0) return
  pages.heading('The machine', 160)
  yield* drawGrid(
    pages,
    digest.metrics.map(history => metricChart(pages, history, digest)),
  )
}

function metricChart(pages: PdfPages, history: SeriesHistory, digest: ReportDigest): Chart {
  const { source, local } = digest
  const { fromMs, toMs } = source.request
  const now = source.health.metrics.find(({ id }) => id === history.id)
  const value = now === undefined ? '' : `Now ${amountWords(now.value, now.unit)}, ${now.status}. `
  const drawing = drawChart(history, { fromMs, toMs, local, band: [] })
  return { name: shownName(pages, history), words: value + metricWords(history, digest), row: null, drawing }
}

/** Two beside each other. */
function* drawGrid(pages: PdfPages, charts: readonly Chart[]): Iterable<void> {
  for (let index = 0; index < charts.length; index += 2) {
    const pair = charts.slice(index, index + 2)
    const heights = pair.map(({ drawing }) => 30 + (drawing.height * CHART_WIDTH) / drawing.width)
    const height = Math.max(...heights) + 12
    pages.needs(height)
    for (const [column, chart] of pair.entries())
      drawFigure(pages, chart, PAGE.left + column * (CHART_WIDTH + CHART_GAP))
    pages.y += height
    yield
  }
}

function drawFigure(pages: PdfPages, { name, words, row, drawing }: Chart, x: number): void {
  const { text } = pages
  const status = row?.status ?? null
  const indent = status === null ? 0 : 13
  if (status !== null) pages.mark(status, x, pages.y + 1.5, 8.5)
  const [title = ''] = text.broken(name, CHART_WIDTH - indent, BOLD, 1)
  text.line(title, x + indent, pages.y + 9, BOLD)
  const [note = ''] = text.broken(words, CHART_WIDTH, NOTE, 1)
  text.line(note, x, pages.y + 20, NOTE)
  pages.drawing(drawing, x, pages.y + 26, CHART_WIDTH / drawing.width)
}

function drawNotes(pages: PdfPages, digest: ReportDigest): void {
  const { source, local } = digest
  pages.heading('How to read this', 100)
  for (const words of HOW_TO_READ) pages.paragraph(words, NOTE)
  const made = `${local.longDay(source.madeAt)} at ${local.clock(source.madeAt)}`
  pages.paragraph(
    `Moments are those of ${local.timeZone}. The history is in ${levelWords(source.level)}. Made on ${made} by Traylight ${source.version}.`,
    NOTE,
  )
}
