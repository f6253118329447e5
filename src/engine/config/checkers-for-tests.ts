import { z } from 'zod'
import { type Checker, defineChecker } from '../checkers/checker.ts'

const never = {
  summary: 'For tests.',
  defaults: { category: 'apis' },
  whatToCheck: [],
  describe: () => ({ text: '', host: null }),
  check: async () => ({ status: 'healthy' as const, message: '', responseTimeMs: 1, details: {} }),
}

/** Checkers with the kinds of fields that configurations must cope with. They check nothing. */
export const checkersForTests: readonly Checker[] = [
  defineChecker({
    ...never,
    kind: 'http',
    title: 'HTTP',
    schema: z.strictObject({
      url: z.url({ protocol: /^https?$/, error: 'Give an http or https address.' }),
      method: z.enum(['GET', 'POST']).default('GET'),
      expectedStatus: z.union([z.int(), z.array(z.int())]).optional(),
      headers: z.record(z.string(), z.string()).optional().meta({ secret: true }),
      bearer: z.string().optional().meta({ secret: true }),
      body: z.string().optional(),
    }),
  }),
  defineChecker({
    ...never,
    kind: 'postgres',
    title: 'PostgreSQL',
    schema: z.strictObject({ url: z.url(), countRowsOf: z.string().optional() }),
  }),
  defineChecker({
    ...never,
    kind: 'tcp',
    title: 'TCP',
    schema: z.strictObject({ host: z.string().min(1), port: z.int().min(1).max(65_535) }),
  }),
  defineChecker({
    ...never,
    kind: 'command',
    title: 'Command',
    schema: z.strictObject({
      argv: z.array(z.string()).min(1),
      env: z.record(z.string(), z.string()).optional().meta({ secret: true }),
    }),
  }),
]
