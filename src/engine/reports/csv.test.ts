import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyText } from '../../../test-support/any-text.ts'
import { SAMPLE_FROM, SAMPLE_SERIES, sampleReport } from '../../../test-support/sample-report.ts'
import { writtenReport } from '../../../test-support/written-report.ts'
import { csvFormat } from './csv.ts'
import { csvText } from './csv-text.ts'
import { REPORT_PARTS, type ReportPart } from './report-format.ts'

/** A reader of RFC 4180, written from the grammar there. */
function parsed(text: string): string[][] {
  const rows: string[][] = []
  let [row, cell, isQuoted] = [[] as string[], '', false]
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at)
    if (isQuoted) {
      if (character !== '"') cell += character
      else if (text.charAt(at + 1) === '"') cell += text.charAt(at++)
      else isQuoted = false
    } else if (character === '"') isQuoted = true
    else if (character === ',' || character === '\r') {
      row.push(cell)
      cell = ''
      if (character === '\r') {
        expect(text.charAt(++at)).toBe('\n')
        rows.push(row)
        row = []
      }
    } else cell += character
  }
  expect(cell).toBe('')
  return rows
}

const table = async (part?: ReportPart) => {
  // Of the history an hour is enough.
  const range = {
    toMs: SAMPLE_FROM + (part === undefined || part === 'history' ? 3_600_000 : 7 * 24 * 3_600_000),
  }
  const source = await sampleReport(part === undefined ? range : { part, ...range })
  const text = (await writtenReport(csvFormat, source)).toString()
  const [head = [], ...rows] = parsed(text.slice(1))
  return { text, head, rows, cell: (row: readonly string[], key: string) => row[head.indexOf(key)] }
}

describe('a cell of text', () => {
  it('reads back as it was, but for the apostrophe before what could be a formula', () => {
    fc.assert(
      fc.property(anyText(), fc.string(), (one, other) => {
        const [row] = parsed(`${csvText(one)},${csvText(other)}\r\n`)
        const without = (text = '') => (text.startsWith("'") ? text.slice(1) : text)
        expect(row?.map(without)).toEqual([one, other])
      }),
    )
  })

  it('never begins as a formula does', () => {
    const start = fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', ' =', '\u0000=', '＝', '"=')
    fc.assert(
      fc.property(start, fc.string(), (first, rest) => {
        const [[cell = ''] = []] = parsed(`${csvText(first + rest)}\r\n`)
        expect(cell).not.toMatch(/^[\s\0]*[=+\-@＝]/)
        expect(cell).not.toMatch(/^[\t\r\n]/)
      }),
    )
  })
})

describe('a report as CSV', () => {
  it('is one table that Excel opens as UTF-8, a row for each step and series', async () => {
    const { text, head, rows, cell } = await table()
    expect(text.startsWith('\ufefftime,local_time,kind,id,name,')).toBe(true)
    expect(rows.every(row => row.length === head.length)).toBe(true)
    const ids = new Set(rows.map(row => cell(row, 'id')))
    expect(ids.size).toBe(SAMPLE_SERIES.length)
    const first = rows.find(row => cell(row, 'id') === 'postgresql') ?? []
    expect(cell(first, 'time')).toBe('2026-03-22T23:00:00.000Z')
    expect(cell(first, 'local_time')).toBe('2026-03-23 00:00:00')
    expect(cell(first, 'average')).toMatch(/^\d+\.\d+$/)
  })

  it('keeps numbers numbers and marks names that could be formulas', async () => {
    const { rows, cell } = await table('health')
    const names = rows.map(row => cell(row, 'name'))
    expect(names).toContain(`'=cmd|' /C calc'!A0`)
    expect(names).toContain("'+payments")
    expect(names).toContain('Платёжный шлюз')
    expect(rows.find(row => cell(row, 'id') === 'cpu')?.slice(4)).toEqual(
      expect.arrayContaining(['healthy', '22', '%']),
    )
  })

  it('says the outage of the checkout among the changes, and what it did to its budget', async () => {
    const changes = await table('changes')
    const outage = changes.rows.find(row => row.some(text => text.includes('503'))) ?? []
    expect(changes.cell(outage, 'minutes')).toBe('161')
    expect(changes.cell(outage, 'local_time')).toBe('2026-03-26 09:30:00')
    const uptime = await table('uptime')
    const row = uptime.rows.find(one => uptime.cell(one, 'id') === 'checkout') ?? []
    expect(uptime.cell(row, 'unhealthy_minutes')).toBe('165')
    expect(Number(uptime.cell(row, 'slo_left_minutes'))).toBeLessThan(-150)
  })

  it.each(REPORT_PARTS)('can be its %s', async part => {
    const { head, rows } = await table(part)
    expect(rows.length).toBeGreaterThan(10)
    expect(rows.every(row => row.length === head.length)).toBe(true)
  })
})
