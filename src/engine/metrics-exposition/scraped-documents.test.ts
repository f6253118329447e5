import { gunzipSync } from 'node:zlib'
import { beforeEach, describe, expect, it } from 'vitest'
import { FakeClock } from '../fake-clock.ts'
import { ScrapedDocuments } from './scraped-documents.ts'

let clock: FakeClock
let written: { readonly format: string; readonly done: (text: string) => void; readonly fail: () => void }[]
let documents: ScrapedDocuments

beforeEach(() => {
  clock = new FakeClock()
  written = []
  documents = new ScrapedDocuments({
    clock,
    write: format =>
      new Promise((resolve, reject) => {
        written.push({ format, done: resolve, fail: () => reject(new Error('It cannot be written.')) })
      }),
  })
})

/** Asks for one, which takes so long to be made, in ms. */
async function scraped(tookMs: number, text = 'up 1\n') {
  const asked = documents.get('prometheus')
  await clock.advance(tookMs)
  written.at(-1)?.done(text)
  return asked
}

describe('documents that are scraped', () => {
  it('are the same one for all who ask while it is made', async () => {
    const [first, second] = [documents.get('prometheus'), documents.get('prometheus')]
    written[0]?.done('up 1\n')
    expect((await first).text).toBe('up 1\n')
    expect(await second).toBe(await first)
    expect(written).toHaveLength(1)
  })

  it('are made apart for each format', async () => {
    void documents.get('prometheus')
    void documents.get('openmetrics')
    expect(written.map(({ format }) => format)).toEqual(['prometheus', 'openmetrics'])
  })

  it('are kept so long that making them takes up a tenth of the time', async () => {
    const first = await scraped(20)
    await clock.advance(199)
    expect(await documents.get('prometheus')).toBe(first)
    await clock.advance(1)
    expect((await scraped(20, 'up 0\n')).text).toBe('up 0\n')
  })

  it('are never kept for more than a second', async () => {
    const first = await scraped(5000)
    await clock.advance(999)
    expect(await documents.get('prometheus')).toBe(first)
    await clock.advance(1)
    expect(await scraped(5000)).not.toBe(first)
  })

  it('are made anew at once where they cost nothing, or could not be written', async () => {
    await scraped(0)
    const failing = documents.get('prometheus')
    written.at(-1)?.fail()
    await expect(failing).rejects.toThrow('cannot be written')
    await scraped(0)
    expect(written).toHaveLength(3)
  })

  it('are packed once', async () => {
    const document = await scraped(20)
    const [packed, again] = await Promise.all([document.packed(), document.packed()])
    expect(again).toBe(packed)
    expect(gunzipSync(packed).toString()).toBe('up 1\n')
  })

  it('leave no timer behind, also where one is made while they are stopped', async () => {
    await scraped(20)
    documents.stop()
    expect(clock.waiting).toBe(0)
    await scraped(20)
    expect(clock.waiting).toBe(0)
  })
})
