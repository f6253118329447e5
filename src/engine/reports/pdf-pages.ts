import type { Status } from '#shared/status.ts'
import { STATUS_COLOURS } from '#shared/status-colours.ts'
import { RING_DASHES, STATUS_SHAPES } from '#shared/status-shapes.ts'
import type { Drawing, Tone } from './draw-chart.ts'
import { PdfText, type TextLook } from './pdf-text.ts'

/** A4 in points, and what is left free at its edges. */
export const PAGE = { width: 595.28, height: 841.89, left: 40, right: 40, top: 56, bottom: 52 } as const
export const INNER_WIDTH = PAGE.width - PAGE.left - PAGE.right

export const INK = '#212529'
export const SOFT = '#5c636a'
export const HAIR = '#dee2e6'
export const BAD = '#c92a2a'

const TONES: Readonly<Record<Exclude<Tone, 'label'>, string>> = {
  ...STATUS_COLOURS,
  excused: '#ced4da',
  line: '#343a40',
  area: '#d3d7db',
  grid: '#e9ecef',
}
const NOTE: TextLook = { size: 7.5, colour: SOFT }

/** One column of a table: its title, and where it stands. */
export interface PdfColumn {
  readonly title: string
  readonly width: number
  readonly isNumber?: boolean
}

/** What flows down the pages: knows where it is, begins new ones, and draws what reports are made of. */
export class PdfPages {
  readonly doc: PDFKit.PDFDocument
  readonly text: PdfText
  y: number = PAGE.top
  #count = 0

  constructor(doc: PDFKit.PDFDocument, useMachineFonts: boolean) {
    this.doc = doc
    this.text = new PdfText(doc, useMachineFonts)
    this.newPage()
  }

  newPage(): void {
    this.doc.addPage()
    this.#count++
    this.y = PAGE.top
  }

  /** Begins a new page where so much room is not left; whether it did. */
  needs(height: number): boolean {
    if (this.y + height <= PAGE.height - PAGE.bottom) return false
    this.newPage()
    return true
  }

  /** A section's heading, never alone at the foot of a page. */
  heading(words: string, withNext = 80): void {
    this.y += this.y === PAGE.top ? 0 : 22
    this.needs(withNext)
    this.doc.outline.addItem(words)
    this.text.line(words, PAGE.left, this.y + 10, { size: 12, colour: INK, weight: 'bold' })
    this.y += 22
  }

  paragraph(words: string, look: TextLook = { size: 9, colour: INK }, most = 6): void {
    for (const line of this.text.broken(words, INNER_WIDTH, look, most)) {
      this.needs(look.size * 1.45)
      this.text.line(line, PAGE.left, this.y + look.size, look)
      this.y += look.size * 1.45
    }
    this.y += 3
  }

  hair(y: number, x = PAGE.left, width = INNER_WIDTH): void {
    this.doc
      .moveTo(x, y)
      .lineTo(x + width, y)
      .lineWidth(0.6)
      .strokeColor(HAIR)
      .stroke()
  }

  tableHead(columns: readonly PdfColumn[]): void {
    let x = PAGE.left
    for (const { title, width, isNumber = false } of columns) {
      this.text.aligned(title, isNumber ? x + width : x, this.y + 7.5, NOTE, isNumber ? 'end' : 'start')
      x += width + COLUMN_GAP
    }
    this.y += 13
    this.hair(this.y)
  }

  /** The shape of a status, `size` points wide. */
  mark(status: Status, x: number, y: number, size: number): void {
    const { kind, outline, glyph } = STATUS_SHAPES[status]
    const { doc } = this
    doc
      .save()
      .translate(x, y)
      .scale(size / 16)
    if (kind === 'ring') {
      const [on = 3, off = 2] = RING_DASHES.split(' ').map(Number)
      doc.path(outline).lineWidth(2).dash(on, { space: off }).strokeColor(STATUS_COLOURS[status]).stroke()
    } else {
      doc.path(outline).fillColor(STATUS_COLOURS[status]).fill()
      doc.path(glyph).lineWidth(1.7).lineCap('round').lineJoin('round')
      doc.strokeColor(status === 'degraded' ? '#000' : '#fff').stroke()
    }
    doc.restore()
  }

  drawing({ marks }: Drawing, x: number, y: number, scale: number): void {
    const { doc } = this
    doc.save().translate(x, y).scale(scale)
    for (const mark of marks) {
      if (mark.kind === 'text') {
        this.text.aligned(mark.text, mark.x, mark.y, { size: 11, colour: SOFT }, mark.anchor)
      } else if (mark.tone !== 'label') {
        const path = doc.path(mark.path)
        const colour = TONES[mark.tone]
        if (mark.kind === 'fill') path.fillColor(colour).fill()
        else path.lineWidth(1.3).lineJoin('round').lineCap('round').strokeColor(colour).stroke()
      }
    }
    doc.restore()
  }

  /** Writes head and foot of every page, once it is known how many there are. */
  finish(left: string, right: string): void {
    for (let page = 0; page < this.#count; page++) {
      this.doc.switchToPage(page)
      const end = PAGE.width - PAGE.right
      if (page > 0) {
        const [short = ''] = this.text.broken(left, INNER_WIDTH / 2, NOTE, 1)
        this.text.line(short, PAGE.left, 34, NOTE)
        this.text.aligned(right, end, 34, NOTE, 'end')
        this.hair(42)
      }
      this.text.line('Traylight report', PAGE.left, PAGE.height - 28, NOTE)
      this.text.aligned(`${page + 1} / ${this.#count}`, end, PAGE.height - 28, NOTE, 'end')
    }
  }
}

/** Between columns, in points. */
export const COLUMN_GAP = 9
