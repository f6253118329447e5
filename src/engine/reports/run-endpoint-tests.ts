import type { Clock } from '../clock.ts'
import type { Resolved } from '../config/references.ts'
import type { SuiteResult } from '../endpoint-suite/suite-result.ts'
import { ReportFailure } from './report-failure.ts'
import type { EndpointTestReport, RunEndpointTests } from './report-schedules.ts'

/** Runs the endpoint tests, which are loaded then; references in the address are filled in by `resolve`. */
export function endpointTests(
  clock: Clock,
  resolve: (value: unknown) => Promise<Resolved<unknown>>,
): RunEndpointTests {
  return async (given, format, signal) => {
    const url = await resolve(given)
    if (!url.ok) throw new ReportFailure(url.message)
    const [{ runEndpointSuite }, { SuiteOptionError }] = await Promise.all([
      import('../endpoint-suite/run-endpoint-suite.ts'),
      import('../endpoint-suite/suite-options.ts'),
    ])
    try {
      const result = await runEndpointSuite({ url: String(url.value), clock }, signal)
      return await written(result, format)
    } catch (error) {
      signal.throwIfAborted()
      throw error instanceof SuiteOptionError ? new ReportFailure(error.message) : error
    }
  }
}

async function written(result: SuiteResult, format: string): Promise<EndpointTestReport> {
  const outcome = { ok: result.verdict === 'passed', summary: result.summary }
  if (format === 'json') {
    const { suiteJson } = await import('../endpoint-suite/suite-json.ts')
    return { text: suiteJson(result), extension: 'json', ...outcome }
  }
  if (format === 'junit') {
    const { suiteJunit } = await import('../endpoint-suite/suite-junit.ts')
    return { text: suiteJunit(result), extension: 'xml', ...outcome }
  }
  const { suiteText } = await import('../endpoint-suite/suite-text.ts')
  return { text: `${suiteText(result, { verbose: true })}\n`, extension: 'txt', ...outcome }
}
