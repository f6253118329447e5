import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { findProgram } from '#demo/programs/find-program.ts'
import { testOf } from './endpoint-test.ts'
import { suiteJson } from './suite-json.ts'
import { suiteJunit } from './suite-junit.ts'
import { type EndpointTest, type SuiteResult, suiteJsonSchema } from './suite-result.ts'
import { suiteText } from './suite-text.ts'
import { type SuiteFindings, summarizeSuite } from './summarize-suite.ts'

const SCHEMA_FILE = join(import.meta.dirname, '../../../docs/schemas/endpoint-tests.schema.json')

const basic = (name: string, outcome: EndpointTest['outcome'], message: string) =>
  testOf({ category: 'basic', name, outcome, message, durationMs: 4.25, responseTimeMs: 3.5 })
const TROUBLE = 'Answered 500 Internal Server Error; expected 200, with the status in the answer.'
const TESTS: readonly EndpointTest[] = [
  basic('/health', 'passed', '200 in 3.5 ms: healthy.'),
  ...[
    '/api/v1/health',
    '/api/v1/health/live',
    '/api/v1/health/ready',
    '/api/v1/health/deep',
    '/api/v1/metrics',
    '/six',
  ].map(name => basic(name, 'failed', TROUBLE)),
  testOf({
    ...{
      category: 'performance',
      name: '/health',
      outcome: 'passed',
      message: '50 requests over 10 connections.',
    },
    warning: 'The p95 is 80 ms, over the 50 ms of a warning.',
    load: { requests: 50, connections: 10, answered: 50, failed: 0, rateLimited: 0, times: null },
  }),
  testOf({
    ...{
      category: 'structure',
      name: '/health',
      outcome: 'failed',
      message: '2 things are not as the report has them.',
    },
    problems: ['"status" is "OK"; expected healthy, degraded or unhealthy.', '"timestamp" is missing.'],
  }),
  testOf({ category: 'connectivity', name: 'apis: <b>&"\u{1}\u{1b}', outcome: 'skipped', message: 'Muted.' }),
]

function resultOf(tests: readonly EndpointTest[], changes: Partial<SuiteFindings> = {}): SuiteResult {
  return summarizeSuite({
    ...{
      tests,
      url: 'http://localhost:8009',
      startedAt: Date.UTC(2026, 0, 1),
      durationMs: 1234,
      requests: [],
    },
    ...{ responseTimes: [1, 2, 3], noAnswer: null, ...changes },
  })
}
const RESULT = resultOf(TESTS)
const SILENT = resultOf([], {
  responseTimes: [],
  noAnswer: 'The server refused the connection. Is it running?',
})

describe('a result as text', () => {
  it('tells once what is wrong in the same way, and leaves out what is fine', () => {
    expect(suiteText(RESULT)).toBe(`Endpoint tests of http://localhost:8009

✗ Basic health          6 of 7 failed
    ✗ /api/v1/health, /api/v1/health/live, /api/v1/health/ready,
      /api/v1/health/deep and 2 more
      Answered 500 Internal Server Error; expected 200, with the status in the
      answer.
! Performance           1 passed
    ! /health
      The p95 is 80 ms, over the 50 ms of a warning.
✗ Structure validation  1 of 1 failed
    ✗ /health
      2 things are not as the report has them.
      - "status" is "OK"; expected healthy, degraded or unhealthy.
      - "timestamp" is missing.
- Service connectivity  1 skipped
    - apis: <b>&"\u{1}\u{1b}
      Muted.

✗ 7 of 9 tests failed, 1 with a warning, 1 skipped.
  22.2 % passed, 77.8 % failed, in 1.2 s.
  Response times: 2 ms on average, p95 3 ms, at most 3 ms.
  Under load: 50 requests, 0 failed, 0 rate-limited.`)
  })

  it('names also what passed, and each request, where it is verbose', () => {
    const request = { path: '/health', statusCode: 200, headers: { 'content-type': 'application/json' } }
    const requests = [{ ...request, responseTimeMs: 3.5, head: `{"status":"${'x'.repeat(100)}"}` }]
    const text = suiteText(resultOf(TESTS, { requests }), { verbose: true })
    expect(text).toContain('    ✓ /health                      200 in 3.5 ms: healthy.\n')
    expect(text).toContain(
      `  GET /health: 200, 3.5 ms\n    content-type: application/json\n    {"status":"${'x'.repeat(65)}\n    ${'x'.repeat(35)}"}\n`,
    )
    expect(Math.max(...text.split('\n').map(line => line.length))).toBeLessThanOrEqual(80)
  })

  it('has colours only where they are wanted', () => {
    expect(suiteText(resultOf(TESTS.slice(0, 2)))).not.toContain('\u{1b}')
    expect(suiteText(resultOf(TESTS.slice(0, 2)), { color: true })).toContain(
      '\u{1b}[31m✗\u{1b}[0m Basic health',
    )
  })

  it('is a sentence where nothing answered', () => {
    expect(suiteText(SILENT)).toBe(
      '✗ Nothing answers at http://localhost:8009, so nothing was tested. The server\n  refused the connection. Is it running?',
    )
  })
})

describe('a result as JSON', () => {
  it('has the published schema', async () => {
    const published: unknown = JSON.parse(await readFile(SCHEMA_FILE, 'utf8'))
    expect(published).toEqual(JSON.parse(JSON.stringify(suiteJsonSchema())))
  })

  it.each([
    ['with failures', RESULT],
    ['without an answer', SILENT],
  ])('is valid by it %s', (_, result) => {
    const ajv = formats.default(new Ajv2020({ strict: false }))
    const validate = ajv.compile(suiteJsonSchema())
    expect(validate(JSON.parse(suiteJson(result))), JSON.stringify(validate.errors)).toBe(true)
    expect(validate({ ...result, verdict: 'perhaps' })).toBe(false)
  })
})

/** Reads XML with a parser that refuses what is not well-formed, and answers with elements as JSON. */
const READ_XML = `
import json, sys, xml.etree.ElementTree as tree
def read(e): return {'tag': e.tag, 'attributes': e.attrib, 'text': e.text, 'inner': [read(c) for c in e]}
print(json.dumps(read(tree.fromstring(sys.argv[1].encode()))))
`
async function readXml(xml: string): Promise<unknown> {
  const python = await findProgram('python3', [], 'python3')
  return JSON.parse((await promisify(execFile)(python, ['-c', READ_XML, xml])).stdout)
}

describe('a result as JUnit XML', () => {
  it('has a suite for each category, with every test and how it failed', async () => {
    const document = await readXml(suiteJunit(RESULT))
    const totals = { tests: '10', failures: '7', errors: '0', skipped: '1', time: '1.234' }
    expect(document).toMatchObject({
      ...{ tag: 'testsuites', attributes: { name: 'Endpoint tests of http://localhost:8009', ...totals } },
      inner: [
        {
          attributes: {
            name: 'Basic health',
            tests: '7',
            failures: '6',
            timestamp: '2026-01-01T00:00:00.000Z',
          },
          inner: [
            { attributes: { classname: 'endpoints.basic', name: '/health', time: '0.004' }, inner: [] },
            ...Array.from({ length: 6 }, () => ({
              inner: [{ tag: 'failure', attributes: { message: TROUBLE, type: 'basic' }, text: TROUBLE }],
            })),
          ],
        },
        { inner: [{ inner: [{ tag: 'system-out', text: expect.stringContaining('Warning: The p95') }] }] },
        {
          inner: [
            { inner: [{ tag: 'failure', text: expect.stringContaining('\n"timestamp" is missing.') }] },
          ],
        },
        // What XML cannot have is replaced, and the rest is as it was.
        { inner: [{ attributes: { name: 'apis: <b>&"\u{fffd}\u{fffd}' }, inner: [{ tag: 'skipped' }] }] },
      ],
    })
  })

  it('has one test in error where nothing answered', async () => {
    expect(await readXml(suiteJunit(SILENT))).toMatchObject({
      attributes: { tests: '1', failures: '0', errors: '1' },
      inner: [{ inner: [{ inner: [{ tag: 'error', attributes: { message: SILENT.summary } }] }] }],
    })
  })
})
