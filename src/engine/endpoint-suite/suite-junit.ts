import { CATEGORY_TITLES, type EndpointTest, type SuiteResult } from './suite-result.ts'

/**
 * A result as JUnit XML, which CI systems read: a suite for each category. Warnings are in `system-out`. Where nothing
 * answered there is one test, in error.
 */
export function suiteJunit(result: SuiteResult): string {
  const { counts, durationMs, startedAt, verdict } = result
  const isSilent = verdict === 'no-answer'
  const totals = isSilent
    ? { tests: 1, failures: 0, errors: 1, skipped: 0 }
    : { tests: counts.total, failures: counts.failed, errors: 0, skipped: counts.skipped }
  const about = { name: `Endpoint tests of ${result.url}`, ...totals, time: seconds(durationMs) }
  const suites = result.categories.map(({ category, total, failed, skipped, durationMs: took }) => {
    const attributes = { ...{ name: CATEGORY_TITLES[category], tests: total, failures: failed }, errors: 0 }
    const cases = result.tests.filter(test => test.category === category).map(testCase)
    return element('testsuite', { ...attributes, skipped, time: seconds(took), timestamp: startedAt }, cases)
  })
  const silent = () => {
    const error = element('error', { message: result.summary }, [])
    const cases = [element('testcase', { classname: 'endpoints', name: 'answers' }, [error])]
    return element('testsuite', { name: 'Endpoints', ...totals, timestamp: startedAt }, cases)
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', about, isSilent ? [silent()] : suites)}\n`
}

function testCase(test: EndpointTest): string {
  const { category, name, outcome, message, problems, warning, durationMs } = test
  const result =
    outcome === 'failed'
      ? [element('failure', { message, type: category }, [escaped([message, ...problems].join('\n'))])]
      : outcome === 'skipped'
        ? [element('skipped', { message }, [])]
        : []
  const out = warning === null ? [] : [element('system-out', {}, [escaped(`Warning: ${warning}`)])]
  return element('testcase', { classname: `endpoints.${category}`, name, time: seconds(durationMs) }, [
    ...result,
    ...out,
  ])
}

function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  content: readonly string[],
): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escaped(String(value))}"`)
    .join('')
  return content.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${content.join('')}</${name}>`
}

/** What XML 1.0 cannot have at all, lone surrogates with it (https://www.w3.org/TR/xml/#charsets). */
const NOT_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu

function escaped(text: string): string {
  return text
    .replaceAll(NOT_XML, '\u{fffd}')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\r', '&#13;')
    .replaceAll('\t', '&#9;')
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3)
