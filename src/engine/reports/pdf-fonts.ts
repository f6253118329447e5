import { existsSync } from 'node:fs'
import { z } from 'zod'
import { isStandardCharacter, latinCharacter } from './latin-text.ts'

/** A font of this machine that has more letters than the standard ones. */
interface FontPlace {
  readonly path: string
  /** Which of several in one file. */
  readonly family?: string
}

/** Where systems keep fonts with many letters: the small ones first, those with Chinese, Japanese and Korean after them. */
const PLACES: readonly FontPlace[] = [
  { path: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf' },
  { path: '/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf' },
  { path: '/usr/share/fonts/TTF/DejaVuSans.ttf' },
  { path: '/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf' },
  { path: '/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf' },
  { path: 'C:\\Windows\\Fonts\\arial.ttf' },
  { path: '/System/Library/Fonts/Supplemental/Arial Unicode.ttf' },
  { path: '/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf' },
  { path: '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc', family: 'NotoSansCJKsc-Regular' },
  { path: '/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc', family: 'NotoSansCJKsc-Regular' },
  { path: '/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc', family: 'NotoSansCJKsc-Regular' },
  { path: '/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc', family: 'WenQuanYiZenHei' },
  { path: 'C:\\Windows\\Fonts\\simhei.ttf' },
  { path: 'C:\\Windows\\Fonts\\malgun.ttf' },
]

export type Weight = 'regular' | 'bold'
/** As pdfkit knows them; they are in every reader, and take no room in the file. */
const STANDARD: Readonly<Record<Weight, string>> = { regular: 'Helvetica', bold: 'Helvetica-Bold' }

/** A stretch of text that one font has all letters of. */
export interface Run {
  readonly font: string
  readonly text: string
}

/** What pdfkit keeps of the font in use, of which its types say nothing. */
const openFontSchema = z.object({
  _font: z.object({ font: z.object({ characterSet: z.array(z.number()) }) }),
})

/** Which letters of which fonts can be written into a document. Fonts of the machine are opened when first needed. */
export class PdfFonts {
  readonly #doc: PDFKit.PDFDocument
  readonly #places: FontPlace[]
  readonly #open: { readonly name: string; readonly codes: ReadonlySet<number> }[] = []

  constructor(doc: PDFKit.PDFDocument, useMachineFonts: boolean) {
    this.#doc = doc
    this.#places = useMachineFonts ? PLACES.filter(({ path }) => existsSync(path)) : []
  }

  /** A text as runs; what no font has is transliterated or shown as a question mark. */
  runs(text: string, weight: Weight): readonly Run[] {
    const runs: Run[] = []
    for (const character of text) {
      const found = this.#fontOf(character)
      const font = found ?? STANDARD[weight]
      const shown = found === null ? latinCharacter(character) : character
      const last = runs.at(-1)
      // A space belongs to the words about it, so that a foreign phrase stays one run.
      const isSame = last?.font === font || (character === ' ' && last !== undefined)
      if (isSame && last) runs[runs.length - 1] = { font: last.font, text: last.text + shown }
      else runs.push({ font, text: shown })
    }
    return runs.flatMap(run => inReadingOrder(run, STANDARD[weight]))
  }

  /** Whether the text can be read as it was written, or letter for letter in Latin. */
  isReadable(text: string): boolean {
    const letters = [...text].filter(character => !isStandardCharacter(character))
    return !letters.some(letter => this.#fontOf(letter) === null && latinCharacter(letter).includes('?'))
  }

  /** The font of this machine that has a character; null for the standard fonts. */
  #fontOf(character: string): string | null {
    if (isStandardCharacter(character)) return null
    const code = character.codePointAt(0) ?? 0
    if (/^[\p{Cf}\p{Cc}]$/u.test(character)) return null
    for (const { name, codes } of this.#open) if (codes.has(code)) return name
    for (let place = this.#places.shift(); place; place = this.#places.shift()) {
      const opened = this.#opened(place)
      if (opened?.codes.has(code)) return opened.name
    }
    return null
  }

  /** Null where the file is no font that pdfkit can read. */
  #opened({ path, family }: FontPlace) {
    const name = `machine-${this.#open.length}`
    try {
      this.#doc.registerFont(name, path, family)
      this.#doc.font(name)
      const { characterSet } = openFontSchema.parse(this.#doc)._font.font
      const font = { name, codes: new Set(characterSet) }
      this.#open.push(font)
      return font
    } catch {
      return null
    } finally {
      this.#doc.font(STANDARD.regular)
    }
  }
}

const RIGHT_TO_LEFT = /^[^\p{L}]*[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u

/** Words that are read from right to left, each a run, from left to right as they stand on the page. */
function inReadingOrder(run: Run, spaceFont: string): readonly Run[] {
  if (!RIGHT_TO_LEFT.test(run.text)) return [run]
  return run.text
    .split(/( )/)
    .reverse()
    .map(text => (text === ' ' ? { font: spaceFont, text } : { font: run.font, text }))
}
