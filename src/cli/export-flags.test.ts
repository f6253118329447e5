import { describe, expect, it } from 'vitest'
import type { ReportFormat } from '#engine/reports/report-format.ts'
import { CliError } from './cli-error.ts'
import { readExportFlags } from './export-flags.ts'

const NOW = Date.parse('2026-11-24T14:00:00Z')
const format = (name: string, extension: string, parts: ReportFormat['parts'] = []): ReportFormat => ({
  ...{ name, extension, parts, title: name, summary: '' },
  async write() {},
})
const FORMATS = [
  format('csv', 'csv', ['history', 'uptime']),
  format('html', 'html'),
  format('prometheus', 'txt'),
]
const read = (...args: readonly string[]) => readExportFlags(args, FORMATS, NOW, 'UTC')
const range = (...args: readonly string[]) => {
  const { fromMs, toMs } = read(...args).order
  return [fromMs, toMs].map(at => new Date(at).toISOString().slice(0, 16))
}
function refused(...args: readonly string[]): string {
  try {
    read(...args)
  } catch (error) {
    if (error instanceof CliError && error.exitCode === 2) return error.message
    throw error
  }
  throw new Error('It was not refused.')
}

describe('the flags of export', () => {
  it('ask for the last 24 hours of everything, as CSV, into a file here', () => {
    expect(read()).toEqual({
      ...{ help: false, output: '.', overwrite: false, dataDir: undefined },
      order: { format: 'csv', fromMs: NOW - 86_400_000, toMs: NOW, monitors: null },
    })
  })

  it('take a beginning and an end in many ways', () => {
    expect(range('--from', '7d')).toEqual(['2026-11-17T14:00', '2026-11-24T14:00'])
    expect(range('--from', '2026-11-01')).toEqual(['2026-11-01T00:00', '2026-11-24T14:00'])
    expect(range('--from', '2026-11-01', '--to', '2026-11-02')).toEqual([
      '2026-11-01T00:00',
      '2026-11-03T00:00',
    ])
    expect(range('--from', 'last-month')).toEqual(['2026-10-01T00:00', '2026-11-01T00:00'])
    expect(range('--to', 'yesterday')).toEqual(['2026-11-23T00:00', '2026-11-24T00:00'])
    expect(range('--to', '7d')).toEqual(['2026-11-16T14:00', '2026-11-17T14:00'])
    expect(range('--from', 'today', '--to', 'now')).toEqual(['2026-11-24T00:00', '2026-11-24T14:00'])
  })

  it('take ids in one word or in several', () => {
    expect(read('--monitors', 'a,b', '--monitors', 'c, a').order.monitors).toEqual(['a', 'b', 'c'])
  })

  it('take the format from the name of the file', () => {
    const formatOf = (...args: readonly string[]) => read(...args).order.format
    expect(formatOf('--output', 'report.HTML')).toBe('html')
    expect(formatOf('--output', 'report.html', '--format', 'csv')).toBe('csv')
    expect(formatOf('--output', 'reports')).toBe('csv')
    expect(read('--part', 'uptime').order.part).toBe('uptime')
  })

  it('are refused in words where they make no sense', () => {
    expect(refused('--format', 'htm')).toBe('There is no format "htm" for reports. Did you mean "html"?')
    expect(refused('--from', 'soon')).toMatch(/^"soon" is no moment\. Give a date .*\(--from\)\.$/)
    expect(refused('--from', '2026-03-02', '--to', '2026-03-01')).toMatch(/would end .* before it begins/)
    expect(refused('--level', 'second')).toMatch(/^There is no level "second"\. There are auto, raw, minute/)
    expect(refused('--part', 'summary')).toBe(
      'A report as csv has no part "summary". There are history, uptime.',
    )
    expect(refused('--part', 'uptime', '--format', 'html')).toContain('holds all its parts')
    expect(refused('--monitors', ',')).toContain('--monitors names none')
    expect(refused('--frm', '7d')).toBe("Unknown option '--frm'. See export --help for what there is.")
    expect(refused('report.csv')).toMatch(/^Unexpected argument 'report\.csv'/)
  })
})
