import { csvFormat } from './csv.ts'
import { htmlFormat } from './html.ts'
import { jsonFormat } from './json.ts'
import { ndjsonFormat } from './ndjson.ts'
import { pdfFormat } from './pdf.ts'
import { prometheusFormat } from './prometheus.ts'
import type { ReportFormat } from './report-format.ts'
import { xlsxFormat } from './xlsx.ts'

/** Every format a report can be written in, in the order in which they are offered. */
export const reportFormats: readonly ReportFormat[] = [
  htmlFormat,
  pdfFormat,
  xlsxFormat,
  csvFormat,
  jsonFormat,
  ndjsonFormat,
  prometheusFormat,
]
