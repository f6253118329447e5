// Writes docs/schemas anew, after a change in src/engine/reports/report-document.ts or notify/notification-schema.ts.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { notificationJsonSchema } from '#engine/notify/notification-schema.ts'
import { reportJsonSchemas } from '#engine/reports/report-json-schema.ts'

const SCHEMAS = join(import.meta.dirname, '..', 'docs', 'schemas')

const schemas = { ...reportJsonSchemas(), 'notification.schema.json': notificationJsonSchema() }

await mkdir(SCHEMAS, { recursive: true })
for (const [name, schema] of Object.entries(schemas)) {
  await writeFile(join(SCHEMAS, name), `${JSON.stringify(schema, null, 2)}\n`)
}
