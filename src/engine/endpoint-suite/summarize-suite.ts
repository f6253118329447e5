import { responseTimes } from './response-times.ts'
import {
  type EndpointTest,
  type SuiteCounts,
  type SuiteRequest,
  type SuiteResult,
  suiteCategorySchema,
} from './suite-result.ts'

/** What a run found, before it is counted. */
export interface SuiteFindings {
  readonly url: string
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  readonly durationMs: number
  readonly tests: readonly EndpointTest[]
  readonly requests: readonly SuiteRequest[]
  /** Of single requests, in ms. */
  readonly responseTimes: readonly number[]
  /** Why nothing answered at all; null where something did. */
  readonly noAnswer: string | null
}

/** Counts what a run found, in all and by category, and says it in a sentence. */
export function summarizeSuite(findings: SuiteFindings): SuiteResult {
  const { tests, url, noAnswer } = findings
  const counts = countsOf(tests)
  const ran = counts.passed + counts.failed
  const percent = (part: number) => (ran === 0 ? null : Math.round((part / ran) * 1000) / 10)
  const verdict = noAnswer !== null ? 'no-answer' : counts.failed > 0 ? 'failed' : 'passed'
  return {
    ...{ url, verdict, counts },
    startedAt: new Date(findings.startedAt).toISOString(),
    durationMs: findings.durationMs,
    summary:
      noAnswer === null ? summaryOf(counts) : `Nothing answers at ${url}, so nothing was tested. ${noAnswer}`,
    successRate: percent(counts.passed),
    failureRate: percent(counts.failed),
    responseTimes: responseTimes(findings.responseTimes),
    categories: suiteCategorySchema.options.flatMap(category => {
      const own = tests.filter(test => test.category === category)
      const durationMs = Math.round(own.reduce((sum, test) => sum + test.durationMs, 0) * 100) / 100
      return own.length === 0 ? [] : [{ category, ...countsOf(own), durationMs }]
    }),
    tests: [...tests],
    requests: [...findings.requests],
  }
}

function countsOf(tests: readonly EndpointTest[]): SuiteCounts {
  const of = (outcome: EndpointTest['outcome']) => tests.filter(test => test.outcome === outcome).length
  return {
    total: tests.length,
    passed: of('passed'),
    failed: of('failed'),
    skipped: of('skipped'),
    warnings: tests.filter(test => test.warning !== null).length,
  }
}

function summaryOf({ passed, failed, skipped, warnings }: SuiteCounts): string {
  const ran = passed + failed
  if (ran === 0) return 'There was nothing to test.'
  const more = [
    ...(warnings > 0 ? [`${warnings} with a warning`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ]
  const rest = more.length === 0 ? '' : `, ${more.join(', ')}`
  if (failed > 0) return `${failed} of ${ran} tests failed${rest}.`
  return ran === 1 ? `1 test passed${rest}.` : `All ${ran} tests passed${rest}.`
}
