import type { LocalTime } from './local-time.ts'
import { markupText } from './markup-text.ts'
import { plainNumber } from './plain-number.ts'
import type { Cell, Column } from './report-tables.ts'
import { STYLE } from './workbook-xml.ts'

const NAMESPACE = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
/** Excel calls a file damaged where a cell holds more. */
const MOST_CHARACTERS = 32_767
/** Excel reads `_x0041_` in a text as the character of that number. */
const LOOKS_ESCAPED = /_(?=x[\da-fA-F]{4}_)/g
/** Days from 1899-12-30, where the dates of spreadsheets begin, to the epoch. */
const EPOCH_DAYS = 25_569
const DAY_MS = 86_400_000

/** The XML of one sheet, row by row. Text is written as text: nothing in it is ever a formula. */
export class SheetXml {
  readonly #columns: readonly Column[]
  readonly #names: readonly string[]
  readonly #local: LocalTime | null
  #rows = 0

  constructor(columns: readonly Column[], local: LocalTime | null = null) {
    this.#columns = columns
    this.#names = columns.map((_, index) => columnName(index))
    this.#local = local
  }

  /** With its head. */
  get rowCount(): number {
    return this.#rows
  }

  begin(widths: readonly number[], { frozenRows }: { readonly frozenRows: number }): string {
    const pane = `<pane ySplit="${frozenRows}" topLeftCell="A${frozenRows + 1}" activePane="bottomLeft" state="frozen"/>`
    const view =
      frozenRows > 0
        ? `<sheetView workbookViewId="0">${pane}</sheetView>`
        : '<sheetView workbookViewId="0" showGridLines="0"/>'
    const cols = widths.map(
      (width, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`,
    )
    return (
      `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="${NAMESPACE}">` +
      `<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>${view}</sheetViews><sheetFormatPr defaultRowHeight="15"/>` +
      `<cols>${cols.join('')}</cols><sheetData>`
    )
  }

  head(titles: readonly string[]): string {
    this.#rows++
    const cells = titles.map((title, index) =>
      textCell(`${columnName(index)}${this.#rows}`, title, STYLE.head),
    )
    return `<row r="${this.#rows}">${cells.join('')}</row>`
  }

  /** A line of the summary: what it is, and what there is to say. */
  pair(label: string, words: string): string {
    this.#rows++
    const at = this.#rows
    const [labelStyle, style] = at === 1 ? [STYLE.title, STYLE.title] : [STYLE.label, STYLE.wrapped]
    return `<row r="${at}">${textCell(`A${at}`, label, labelStyle)}${textCell(`B${at}`, words, style)}</row>`
  }

  row(cells: readonly Cell[]): string {
    this.#rows++
    let xml = `<row r="${this.#rows}">`
    for (const [index, cell] of cells.entries()) {
      if (cell !== null && cell !== '') xml += this.#cell(`${this.#names[index]}${this.#rows}`, cell, index)
    }
    return `${xml}</row>`
  }

  end(columns: number | null): string {
    const filter = columns === null ? '' : `<autoFilter ref="A1:${columnName(columns - 1)}${this.#rows}"/>`
    return `</sheetData>${filter}<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/><pageSetup orientation="landscape" fitToHeight="0"/></worksheet>`
  }

  #cell(at: string, cell: Cell, index: number): string {
    switch (this.#columns[index]?.kind) {
      case 'number':
        return numberCell(at, plainNumber(Number(cell)), STYLE.number)
      case 'utc':
        return numberCell(at, serial(Number(cell)), STYLE.moment)
      case 'local':
        return numberCell(at, serial(this.#local?.wallMs(Number(cell)) ?? Number(cell)), STYLE.moment)
      default:
        return textCell(at, String(cell), STYLE.plain)
    }
  }
}

/** What a column is called in a spreadsheet: `local_time` is "Local time (Europe/Berlin)". */
export function columnTitle({ key, kind }: Column, timeZone: string): string {
  const words = key.replaceAll('_', ' ')
  const title = `${words.charAt(0).toUpperCase()}${words.slice(1)}`.replace('Slo', 'SLO')
  if (kind === 'utc') return `${title} (UTC)`
  return kind === 'local' ? `${title} (${timeZone})` : title
}

/** A, B ... Z, AA. */
export function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26))
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter
}

/** The day and time of a wall clock as spreadsheets count it; rounded up, since some cut seconds off instead of rounding. */
const serial = (wallMs: number): string => String(Math.ceil((wallMs / DAY_MS + EPOCH_DAYS) * 1e10) / 1e10)

const numberCell = (at: string, number: string, style: number): string =>
  number === '' ? '' : `<c r="${at}" s="${style}"><v>${number}</v></c>`

function textCell(at: string, text: string, style: number): string {
  const kept = text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text
  const xml = markupText(kept.replaceAll(LOOKS_ESCAPED, '_x005F_'))
  return `<c r="${at}" t="inlineStr" s="${style}"><is><t xml:space="preserve">${xml}</t></is></c>`
}
