import { z } from 'zod'
import {
  RECORD_SCHEMA_ID,
  REPORT_SCHEMA_ID,
  reportDocumentSchema,
  reportRecordSchema,
} from './report-document.ts'

/** The published JSON Schemas of reports, by the name of their file in docs/schemas. */
export function reportJsonSchemas(): Readonly<Record<string, object>> {
  return {
    'report.schema.json': {
      ...{ $id: REPORT_SCHEMA_ID, title: 'Traylight report' },
      ...z.toJSONSchema(reportDocumentSchema),
    },
    'report-record.schema.json': {
      ...{ $id: RECORD_SCHEMA_ID, title: 'A line of a Traylight report as NDJSON' },
      ...z.toJSONSchema(reportRecordSchema),
    },
  }
}
