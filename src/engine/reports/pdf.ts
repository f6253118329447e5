import { periodWords } from './about-report.ts'
import { PAGE, PdfPages } from './pdf-pages.ts'
import { drawReport } from './pdf-report.ts'
import { reportDigest } from './report-digest.ts'
import type { ReportFormat, ReportSink } from './report-format.ts'

export interface PdfOptions {
  /** Whether letters that the standard fonts lack may come from fonts of this machine. */
  readonly useMachineFonts: boolean
}

/** Pages to print or to hand on: what the HTML page holds, without a browser. */
export const pdfFormat: ReportFormat = pdfFormatWith({ useMachineFonts: true })

export function pdfFormatWith({ useMachineFonts }: PdfOptions): ReportFormat {
  return {
    name: 'pdf',
    title: 'PDF',
    summary: 'Pages with charts, to print or to hand on.',
    extension: 'pdf',
    parts: [],
    async write(source, sink, signal) {
      const digest = await reportDigest(source, signal)
      const title = `Traylight report: ${source.host}`
      // 1.7 MB of code that nothing else needs.
      const { default: PDFDocument } = await import('pdfkit')
      const made = new Date(source.madeAt)
      const doc = new PDFDocument({
        ...{ size: [PAGE.width, PAGE.height], margin: 0, autoFirstPage: false, bufferPages: true },
        ...{ lang: 'en', displayTitle: true, pdfVersion: '1.7' },
        info: { Title: title, Creator: `Traylight ${source.version}`, CreationDate: made, ModDate: made },
      })
      const out = new PdfOutput(doc, sink, signal)
      const pages = new PdfPages(doc, useMachineFonts)
      for (const _ of drawReport(pages, digest)) await out.handOn()
      pages.finish(title, periodWords(source))
      await out.end()
    },
  }
}

/** After this long everything else has its turn, in ms. */
const TURN_MS = 20

/** Hands on what the document is made of, as it comes. */
class PdfOutput {
  readonly #doc: PDFKit.PDFDocument
  readonly #sink: ReportSink
  readonly #signal: AbortSignal
  readonly #chunks: Uint8Array[] = []
  readonly #ended: Promise<void>
  #turnAt = performance.now()

  constructor(doc: PDFKit.PDFDocument, sink: ReportSink, signal: AbortSignal) {
    this.#doc = doc
    this.#sink = sink
    this.#signal = signal
    doc.on('data', (chunk: Uint8Array) => this.#chunks.push(chunk))
    this.#ended = new Promise((resolve, reject) => {
      doc.once('end', resolve)
      doc.once('error', reject)
    })
    // Who stops before the end does not ask for it.
    this.#ended.catch(() => undefined)
  }

  async handOn(): Promise<void> {
    this.#signal.throwIfAborted()
    for (const chunk of this.#chunks.splice(0)) await this.#sink.write(chunk)
    if (performance.now() - this.#turnAt < TURN_MS) return
    await new Promise(resolve => setImmediate(resolve))
    this.#turnAt = performance.now()
  }

  async end(): Promise<void> {
    this.#doc.end()
    await this.#ended
    await this.handOn()
  }
}
