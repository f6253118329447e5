import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { strFromU8, unzipSync } from 'fflate'
import { describe, expect, it, onTestFinished } from 'vitest'
import { makeTempDir } from '#demo/programs/temp-dir.ts'
import { anyText } from '../../../test-support/any-text.ts'
import { SAMPLE_TO, sampleReport } from '../../../test-support/sample-report.ts'
import { writtenReport } from '../../../test-support/written-report.ts'
import type { Column } from './report-tables.ts'
import { columnName, SheetXml } from './sheet-xml.ts'
import { xlsxFormat, xlsxFormatWith } from './xlsx.ts'

const HOUR_MS = 3_600_000
const evening = () => sampleReport({ fromMs: SAMPLE_TO - 6 * HOUR_MS })

function unzipped(file: Buffer): ReadonlyMap<string, string> {
  return new Map(Object.entries(unzipSync(file)).map(([name, bytes]) => [name, strFromU8(bytes)]))
}

const sheetNames = (files: ReadonlyMap<string, string>) =>
  [...(files.get('xl/workbook.xml') ?? '').matchAll(/<sheet name="([^"]*)"/g)].map(([, name]) => name)

describe('a report as a workbook', () => {
  it('has a sheet for each part, each declared and in its place', async () => {
    const files = unzipped(await writtenReport(xlsxFormat, await evening()))
    expect(sheetNames(files)).toEqual(['Summary', 'Health', 'Uptime', 'Values', 'Changes', 'History'])
    for (const number of [1, 2, 3, 4, 5, 6]) {
      expect(files.get('[Content_Types].xml')).toContain(`/xl/worksheets/sheet${number}.xml`)
      expect(files.get('xl/_rels/workbook.xml.rels')).toContain(`worksheets/sheet${number}.xml`)
      expect(files.get(`xl/worksheets/sheet${number}.xml`)).toMatch(/<\/worksheet>$/)
    }
  })

  it('has numbers and dates as such, names as text, and no formula', async () => {
    const files = unzipped(await writtenReport(xlsxFormat, await evening()))
    const history = files.get('xl/worksheets/sheet6.xml') ?? ''
    // 2026-03-29 16:00 UTC; 18:00 in Berlin.
    expect(history).toMatch(
      /<c r="A2" s="2"><v>46110\.6666666\d*<\/v><\/c><c r="B2" s="2"><v>46110\.75<\/v><\/c>/,
    )
    expect(history).toContain('state="frozen"')
    expect(history).toMatch(/<autoFilter ref="A1:P\d+"\/>/)
    const health = files.get('xl/worksheets/sheet2.xml') ?? ''
    expect(health).toContain('=cmd|&#39; /C calc&#39;!A0</t>')
    expect(health).toContain('&lt;/script&gt;')
    for (const xml of files.values()) expect(xml).not.toMatch(/<f[ >]/)
  })

  it('goes on in a further sheet where one is full', async () => {
    const files = unzipped(await writtenReport(xlsxFormatWith({ mostRows: 400 }), await evening()))
    expect(sheetNames(files).slice(5)).toEqual(['History', 'History 2'])
    const second = files.get('xl/worksheets/sheet7.xml') ?? ''
    expect(second).toContain('<row r="1">')
    expect(second).toContain('>Time (UTC)<')
    expect((files.get('xl/worksheets/sheet6.xml')?.match(/<row /g) ?? []).length).toBe(400)
  })

  it('holds any text without breaking its XML', () => {
    const columns: readonly Column[] = [{ key: 'name', kind: 'text', width: 10 }]
    fc.assert(
      fc.property(anyText(), text => {
        const xml = new SheetXml(columns).row([text])
        const [, inside = ''] = /<t xml:space="preserve">([^<]*)<\/t>/.exec(xml) ?? []
        expect(text === '' || xml.includes('<t ')).toBe(true)
        expect(inside).not.toMatch(/[<>]/)
      }),
    )
    expect(new SheetXml(columns).row(['_x0041_'])).toContain('_x005F_x0041_')
    expect(new SheetXml(columns).row(['a'.repeat(40_000)]).length).toBeLessThan(33_000)
    expect([0, 25, 26, 701, 702].map(columnName)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA'])
  })

  const soffice = '/usr/bin/soffice'
  it.skipIf(!existsSync(soffice))(
    'opens in LibreOffice, where that is installed',
    async () => {
      const dir = await makeTempDir('xlsx')
      onTestFinished(() => dir.remove())
      await writeFile(join(dir.path, 'report.xlsx'), await writtenReport(xlsxFormat, await evening()))
      const profile = `-env:UserInstallation=file://${dir.path}/profile`
      // Every sheet as a CSV file: the last number chooses.
      const filter = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1'
      await promisify(execFile)(
        soffice,
        [profile, '--headless', '--convert-to', filter, '--outdir', dir.path, join(dir.path, 'report.xlsx')],
        { env: { HOME: dir.path, PATH: process.env.PATH }, timeout: 90_000 },
      )
      const history = await readFile(join(dir.path, 'report-History.csv'), 'utf8')
      expect(history).toContain(
        '2026-03-29 16:00:00,2026-03-29 18:00:00,monitor,postgresql,PostgreSQL,database,ms',
      )
      expect(await readFile(join(dir.path, 'report-Health.csv'), 'utf8')).toContain("=cmd|' /C calc'!A0")
    },
    100_000,
  )
})
