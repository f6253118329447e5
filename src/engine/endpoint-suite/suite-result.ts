import { z } from 'zod'

/** The report's categories of tests, in its order (report: "Testing Infrastructure"). */
export const suiteCategorySchema = z.enum([
  'basic',
  'integrations',
  'performance',
  'structure',
  'connectivity',
])
export type SuiteCategory = z.infer<typeof suiteCategorySchema>

/** The report's names for its categories. */
export const CATEGORY_TITLES: Readonly<Record<SuiteCategory, string>> = {
  basic: 'Basic health',
  integrations: 'Integrations',
  performance: 'Performance',
  structure: 'Structure validation',
  connectivity: 'Service connectivity',
}

const milliseconds = z.number().nonnegative()

/** Response times in ms. */
export const responseTimesSchema = z.object({
  count: z.int().positive(),
  minMs: milliseconds,
  averageMs: milliseconds,
  p50Ms: milliseconds,
  p95Ms: milliseconds,
  p99Ms: milliseconds,
  maxMs: milliseconds,
})
export type ResponseTimes = z.infer<typeof responseTimesSchema>

/** What an endpoint did under concurrent load. */
export const loadFiguresSchema = z.object({
  requests: z.int().nonnegative().meta({ description: 'Requests that were sent.' }),
  connections: z.int().positive(),
  answered: z.int().nonnegative().meta({ description: 'Answered as a single request is.' }),
  failed: z.int().nonnegative(),
  rateLimited: z.int().nonnegative().meta({ description: 'Answered with 429.' }),
  times: responseTimesSchema.nullable(),
})
export type LoadFigures = z.infer<typeof loadFiguresSchema>

export const testOutcomeSchema = z.enum(['passed', 'failed', 'skipped'])
export type TestOutcome = z.infer<typeof testOutcomeSchema>

/** One test and what came of it. */
export const endpointTestSchema = z.object({
  category: suiteCategorySchema,
  name: z
    .string()
    .meta({ description: 'Unique within its category: the path of an endpoint, or a service.' }),
  outcome: testOutcomeSchema,
  message: z.string().meta({ description: 'What came and, where it failed, what was expected.' }),
  problems: z.array(z.string()).meta({ description: 'Each thing that is wrong, where there are several.' }),
  warning: z.string().nullable().meta({ description: 'What is worth a look although the test passed.' }),
  durationMs: milliseconds,
  responseTimeMs: milliseconds
    .nullable()
    .meta({ description: 'Until the answer began to come; of a service, as reported.' }),
  load: loadFiguresSchema.nullable(),
})
export type EndpointTest = z.infer<typeof endpointTestSchema>

/** One request and the beginning of its answer. */
export const suiteRequestSchema = z.object({
  path: z.string(),
  statusCode: z.int().nullable().meta({ description: 'null where no answer came.' }),
  headers: z.record(z.string(), z.string()).meta({ description: 'Those that matter to a test.' }),
  responseTimeMs: milliseconds.nullable(),
  head: z.string().meta({ description: 'The beginning of the body, or why there is none.' }),
})
export type SuiteRequest = z.infer<typeof suiteRequestSchema>

const countsSchema = z.object({
  total: z.int().nonnegative(),
  passed: z.int().nonnegative(),
  failed: z.int().nonnegative(),
  skipped: z.int().nonnegative(),
  warnings: z.int().nonnegative(),
})
export type SuiteCounts = z.infer<typeof countsSchema>

/** What one run of the suite found. */
export const suiteResultSchema = z.object({
  url: z.string().meta({ description: 'The deployment, without credentials.' }),
  startedAt: z.iso.datetime(),
  durationMs: milliseconds,
  verdict: z.enum(['passed', 'failed', 'no-answer']).meta({
    description: 'no-answer: nothing at the address answered at all, and no test was run.',
  }),
  summary: z.string().meta({ description: 'The verdict in a sentence.' }),
  counts: countsSchema,
  successRate: z.number().min(0).max(100).nullable().meta({
    description: 'Passed of those that were run, in percent; null where none was.',
  }),
  failureRate: z.number().min(0).max(100).nullable(),
  responseTimes: responseTimesSchema.nullable().meta({ description: 'Of single requests, without load.' }),
  categories: z.array(countsSchema.extend({ category: suiteCategorySchema, durationMs: milliseconds })),
  tests: z.array(endpointTestSchema),
  requests: z.array(suiteRequestSchema).meta({ description: 'Filled in a verbose run.' }),
})
export type SuiteResult = z.infer<typeof suiteResultSchema>

/** The JSON Schema of a result, as docs/schemas/endpoint-tests.schema.json has it. */
export function suiteJsonSchema(): object {
  return {
    ...z.toJSONSchema(suiteResultSchema),
    title: 'Result of a run of Traylight’s endpoint test suite',
  }
}
