import { oneLine } from '../checkers/printable-text.ts'
import { PdfFonts, type Run, type Weight } from './pdf-fonts.ts'

/** How a piece of text looks. Sizes in points. */
export interface TextLook {
  readonly size: number
  readonly colour: string
  readonly weight?: Weight
}

/** Longer texts of others are cut. In characters. */
const MOST_CHARACTERS = 400

/** Measures, breaks and draws text in several fonts. */
export class PdfText {
  readonly #doc: PDFKit.PDFDocument
  readonly fonts: PdfFonts

  constructor(doc: PDFKit.PDFDocument, useMachineFonts: boolean) {
    this.#doc = doc
    this.fonts = new PdfFonts(doc, useMachineFonts)
  }

  width(text: string, { size, weight = 'regular' }: TextLook): number {
    return this.fonts.runs(text, weight).reduce((sum, run) => sum + this.#runWidth(run, size), 0)
  }

  /** Draws one line. `y` is where its letters stand. */
  line(text: string, x: number, y: number, look: TextLook): void {
    const { size, colour, weight = 'regular' } = look
    let at = x
    for (const run of this.fonts.runs(text, weight)) {
      if (run.text === '') continue
      this.#doc.font(run.font).fontSize(size).fillColor(colour)
      this.#doc.text(run.text, at, y, { lineBreak: false, baseline: 'alphabetic' })
      at += this.#runWidth(run, size)
    }
  }

  /** The same, ending at `x`, or with its middle there. */
  aligned(text: string, x: number, y: number, look: TextLook, anchor: 'start' | 'middle' | 'end'): void {
    const share = { start: 0, middle: 0.5, end: 1 }[anchor]
    this.line(text, x - share * this.width(text, look), y, look)
  }

  /** Breaks a text of somebody else into lines; what does not fit into so many ends with an ellipsis. */
  broken(text: string, width: number, look: TextLook, mostLines: number): readonly string[] {
    const words = oneLine(text, MOST_CHARACTERS).split(' ')
    const lines: string[] = []
    let line = ''
    for (const word of words.flatMap(one => this.#fitting(one, width, look))) {
      const longer = line === '' ? word : `${line} ${word}`
      if (line !== '' && this.width(longer, look) > width) {
        lines.push(line)
        line = word
      } else line = longer
    }
    if (line !== '' || lines.length === 0) lines.push(line)
    if (lines.length <= mostLines) return lines
    return [
      ...lines.slice(0, mostLines - 1),
      this.#shortened(lines.slice(mostLines - 1).join(' '), width, look),
    ]
  }

  /** A word that is wider than its column, in pieces. */
  #fitting(word: string, width: number, look: TextLook): readonly string[] {
    if (this.width(word, look) <= width) return [word]
    const pieces: string[] = []
    let piece = ''
    for (const letter of word) {
      if (piece !== '' && this.width(piece + letter, look) > width) {
        pieces.push(piece)
        piece = ''
      }
      piece += letter
    }
    return [...pieces, piece]
  }

  #shortened(text: string, width: number, look: TextLook): string {
    let letters = [...text]
    while (letters.length > 0 && this.width(`${letters.join('')}…`, look) > width)
      letters = letters.slice(0, -1)
    return `${letters.join('').trimEnd()}…`
  }

  #runWidth({ font, text }: Run, size: number): number {
    this.#doc.font(font).fontSize(size)
    return this.#doc.widthOfString(text)
  }
}
