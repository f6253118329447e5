import type { SuiteResult } from './suite-result.ts'

/** A result as JSON (schema: docs/schemas/endpoint-tests.schema.json). */
export function suiteJson(result: SuiteResult): string {
  return `${JSON.stringify(result, null, 2)}\n`
}
