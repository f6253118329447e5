import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { SAMPLE_SERIES, SAMPLE_TO, sampleReport } from '../../../test-support/sample-report.ts'
import { writtenReport } from '../../../test-support/written-report.ts'
import { jsonFormat } from './json.ts'
import { ndjsonFormat } from './ndjson.ts'
import { reportDocumentSchema, reportRecordSchema } from './report-document.ts'
import { reportJsonSchemas } from './report-json-schema.ts'

const lastDay = () => sampleReport({ fromMs: SAMPLE_TO - 24 * 3_600_000 })

const published = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../docs/schemas/${name}`, import.meta.url), 'utf8'))

function validator(name: string) {
  const ajv = new Ajv2020({ strict: false })
  formats.default(ajv)
  return ajv.compile(published(name))
}

describe('the published schemas', () => {
  it.each(Object.entries(reportJsonSchemas()))('%s is what reports are written after', (name, schema) => {
    expect(published(name), 'Run: node scripts/make-report-schemas.ts').toEqual(schema)
  })
})

describe('a report as JSON', () => {
  it('is one document after its schema, with everything in it', async () => {
    const document = JSON.parse((await writtenReport(jsonFormat, await lastDay())).toString())
    const validate = validator('report.schema.json')
    expect(validate(document), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true)
    const { report, health, series, changes, history, uptime, summary } = reportDocumentSchema.parse(document)
    expect(report).toMatchObject({ from: '2026-03-28T22:00:00.000Z', host: 'shop-eu-1', monitors: null })
    expect(health.line).toContain('Mail relay')
    expect(series.map(({ name }) => name)).toEqual(SAMPLE_SERIES.map(({ name }) => name))
    expect(changes.filter(({ status }) => status === 'unhealthy')).toMatchObject([
      { id: 'nightly-backup', excuse: 'maintenance' },
      { id: 'mail', from: '2026-03-29T21:00:00.000Z', to: null },
    ])
    expect(history.length).toBeGreaterThan(2500)
    expect(uptime).toHaveLength(17)
    expect(summary).toHaveLength(SAMPLE_SERIES.length)
  })
})

describe('a report as NDJSON', () => {
  it('has a record after its schema on each line, what was asked for first', async () => {
    const text = (await writtenReport(ndjsonFormat, await lastDay())).toString()
    expect(text.endsWith('\n')).toBe(true)
    const records = text
      .trimEnd()
      .split('\n')
      .map(line => reportRecordSchema.parse(JSON.parse(line)))
    expect(records[0]).toMatchObject({ type: 'report', host: 'shop-eu-1' })
    expect([...new Set(records.map(({ type }) => type))]).toEqual([
      ...['report', 'health', 'series', 'uptime', 'summary', 'change', 'row'],
    ])
    const validate = validator('report-record.schema.json')
    expect(records.filter((_, index) => index % 100 === 0).every(record => validate(record))).toBe(true)
  })
})
