import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { sampleReport } from '../../../test-support/sample-report.ts'
import { writtenReport } from '../../../test-support/written-report.ts'
import { latinCharacter } from './latin-text.ts'
import { pdfFormatWith } from './pdf.ts'

const standardFonts = pdfFormatWith({ useMachineFonts: false })

/** What is written on the pages, in standard fonts, the pieces of a line put together. */
function wordsOf(file: Buffer): string {
  const text = file.toString('latin1')
  const streams = [...text.matchAll(/\/Filter \/FlateDecode\n>>\nstream\n/g)].flatMap(
    ({ 0: { length }, index }) => {
      const from = index + length
      return inflateSync(file.subarray(from, file.indexOf('endstream', from))).toString('latin1')
    },
  )
  const lines = streams.flatMap(stream => stream.match(/\[[^\]]*\] TJ/g) ?? [])
  return lines
    .map(line =>
      [...line.matchAll(/<([\da-f]+)>/g)]
        .map(([, hex = '']) => Buffer.from(hex, 'hex').toString('latin1'))
        .join(''),
    )
    .join('\n')
}

describe('a report as PDF', () => {
  it('has the same to say as the page, with numbered pages and bookmarks', async () => {
    const file = await writtenReport(standardFonts, await sampleReport())
    const text = file.toString('latin1')
    expect(text.startsWith('%PDF-1.7')).toBe(true)
    expect(text.trimEnd().endsWith('%%EOF')).toBe(true)
    const pages = (text.match(/\/Type \/Page\n/g) ?? []).length
    expect(pages).toBeGreaterThan(2)
    expect(text).toContain('/Title (What was wrong)')
    const words = wordsOf(file)
    for (const fact of ['Unhealthy', '98.31 %', '2 h 41 min', '1 h, not over', `${pages} / ${pages}`]) {
      expect(words).toContain(fact)
    }
    // The head of the table of uptime stands on each page that it goes on over.
    expect(words.match(/Budget left/g)?.length).toBeGreaterThan(1)
  })

  it('can be read without a font for every letter: in Latin, else by the id', async () => {
    const words = wordsOf(await writtenReport(standardFonts, await sampleReport()))
    expect(words).toContain('Platëzhnyj shlyuz')
    expect(words).toContain('???? ? (chinese)')
    expect(words).toContain('=cmd|')
  })

  it('takes letters from a font of this machine where there is one', async () => {
    const file = await writtenReport(pdfFormatWith({ useMachineFonts: true }), await sampleReport())
    expect(file.length).toBeGreaterThan(20_000)
  })

  it('is readable where nothing was ever watched', async () => {
    const source = await sampleReport()
    const empty = {
      ...source,
      series: [],
      uptime: [],
      summaries: [],
      charts: async () => [],
      async *spans() {},
    }
    const words = wordsOf(await writtenReport(standardFonts, empty))
    expect(words).toContain('Nothing was watched in this time.')
    expect(words).not.toMatch(/NaN|undefined|Infinity/)
  })
})

it('writes letters in Latin where that can be done', () => {
  const latin = (text: string) => [...text].map(latinCharacter).join('')
  expect(latin('Größe €')).toBe('Größe €')
  expect(latin('Щука Ёж')).toBe('Shchuka Ëzh')
  expect(latin('Łódź Ωμέγα')).toBe('Lódz Omega')
  expect(latin('支🚦')).toBe('??')
})
