import {
  CATEGORY_TITLES,
  type EndpointTest,
  type SuiteRequest,
  type SuiteResult,
  type TestOutcome,
} from './suite-result.ts'

/** How a result is written for a person. */
export interface SuiteTextOptions {
  /** Whether also what passed is named, and every request. */
  readonly verbose?: boolean
  readonly color?: boolean
  /** Characters in a line. */
  readonly width?: number
}

type Look = TestOutcome | 'warned'

/** Each outcome has its own mark, so that it is told without colours too. */
const MARKS: Readonly<Record<Look, string>> = { passed: '✓', failed: '✗', warned: '!', skipped: '-' }
/** SGR codes: green, red, yellow, grey. */
const COLORS: Readonly<Record<Look, number>> = { passed: 32, failed: 31, warned: 33, skipped: 90 }
/** How many names stand in a line before the rest is only counted. */
const NAMES_SHOWN = 4
const NAME_WIDTH = 28

/**
 * A result for a person: a line for each category, beneath it what failed and what is worth a look, once for all that
 * is wrong in the same way, and at the end what it comes to.
 */
export function suiteText(result: SuiteResult, options: SuiteTextOptions = {}): string {
  const { verbose = false, color = false, width = 80 } = options
  const paint = (look: Look, text: string) => (color ? `\x1b[${COLORS[look]}m${text}\x1b[0m` : text)
  const marked = (look: Look, text: string) => `${paint(look, MARKS[look])} ${text}`
  if (result.verdict === 'no-answer') return marked('failed', wrapped(result.summary, width - 2, '  '))
  const categories = result.categories.flatMap(counts => {
    const tests = result.tests.filter(({ category }) => category === counts.category)
    const title = CATEGORY_TITLES[counts.category].padEnd(22)
    return [
      marked(lookOfAll(tests), `${title}${countsText(counts)}`),
      ...groups(tests, verbose).flatMap(group => groupLines(group, { width, marked })),
    ]
  })
  const requests =
    verbose && result.requests.length > 0
      ? ['', ...result.requests.map(request => requestText(request, width))]
      : []
  return [
    `Endpoint tests of ${result.url}`,
    '',
    ...categories,
    ...requests,
    '',
    marked(
      result.verdict === 'failed' ? 'failed' : result.counts.passed > 0 ? 'passed' : 'skipped',
      result.summary,
    ),
    ...figures(result).map(line => `  ${line}`),
  ].join('\n')
}

function lookOf({ outcome, warning }: EndpointTest): Look {
  return outcome === 'passed' && warning !== null ? 'warned' : outcome
}

function lookOfAll(tests: readonly EndpointTest[]): Look {
  const looks = new Set(tests.map(lookOf))
  return (['failed', 'warned', 'passed', 'skipped'] as const).find(look => looks.has(look)) ?? 'skipped'
}

function countsText({ passed, failed, skipped }: SuiteResult['categories'][number]): string {
  const ran = passed + failed
  const parts = [
    ...(ran > 0 ? [failed === 0 ? `${passed} passed` : `${failed} of ${ran} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ]
  return parts.join(', ')
}

/** Tests that say the same, and so are told once. */
interface Group {
  readonly look: Look
  readonly names: readonly string[]
  readonly lines: readonly string[]
}

function groups(tests: readonly EndpointTest[], verbose: boolean): readonly Group[] {
  // What is not there, or failed, was told with the endpoint's first test already.
  const isTold = ({ category, outcome }: EndpointTest) =>
    outcome === 'skipped' && (category === 'performance' || category === 'structure')
  const shown = tests.filter(test => verbose || (lookOf(test) !== 'passed' && !isTold(test)))
  const alike = Map.groupBy(shown, test => JSON.stringify([lookOf(test), linesOf(test)]))
  const order: readonly Look[] = ['failed', 'warned', 'skipped', 'passed']
  return [...alike.values()]
    .flatMap(same => {
      const [first] = same
      return first ? [{ look: lookOf(first), names: same.map(test => test.name), lines: linesOf(first) }] : []
    })
    .sort((a, b) => order.indexOf(a.look) - order.indexOf(b.look))
}

function linesOf({ message, problems, warning, outcome }: EndpointTest): readonly string[] {
  if (outcome === 'passed' && warning !== null) return [warning]
  return problems.length > 1 ? [message, ...problems.map(problem => `- ${problem}`)] : [message]
}

interface Pen {
  readonly width: number
  readonly marked: (look: Look, text: string) => string
}

function groupLines({ look, names, lines }: Group, { width, marked }: Pen): readonly string[] {
  const left = names.length - NAMES_SHOWN
  const [name = '', line = ''] = [names[0], lines[0]]
  const both = `${name.padEnd(NAME_WIDTH)} ${line}`
  if (look === 'passed' && names.length + lines.length === 2 && both.length <= width - 6) {
    return [`    ${marked(look, both)}`]
  }
  const listed = left > 1 ? `${names.slice(0, NAMES_SHOWN).join(', ')} and ${left} more` : names.join(', ')
  return [
    `    ${marked(look, wrapped(listed, width - 6, ' '.repeat(6)))}`,
    ...lines.map(
      line => `      ${wrapped(line, width - 6, line.startsWith('- ') ? ' '.repeat(8) : ' '.repeat(6))}`,
    ),
  ]
}

function requestText(
  { path, statusCode, headers, responseTimeMs, head }: SuiteRequest,
  width: number,
): string {
  const about = Object.entries(headers).map(([name, value]) => `    ${name}: ${value}`)
  const took = responseTimeMs === null ? '' : `, ${responseTimeMs} ms`
  const first = `  GET ${path}: ${statusCode ?? 'no answer'}${took}`
  return [first, ...about, ...broken(head, width - 4).map(line => `    ${line}`)].join('\n')
}

function figures({
  responseTimes,
  tests,
  successRate,
  failureRate,
  durationMs,
}: SuiteResult): readonly string[] {
  const loads = tests.flatMap(({ load }) => (load === null ? [] : [load]))
  const sum = (of: (load: (typeof loads)[number]) => number) =>
    loads.reduce((total, load) => total + of(load), 0)
  const sent = sum(load => load.requests)
  const rates =
    successRate === null
      ? []
      : [`${successRate} % passed, ${failureRate} % failed, in ${(durationMs / 1000).toFixed(1)} s.`]
  return [
    ...rates,
    ...(responseTimes === null
      ? []
      : [
          `Response times: ${responseTimes.averageMs} ms on average, p95 ${responseTimes.p95Ms} ms, at most ${responseTimes.maxMs} ms.`,
        ]),
    ...(sent === 0
      ? []
      : [
          `Under load: ${sent} requests, ${sum(load => load.failed)} failed, ${sum(load => load.rateLimited)} rate-limited.`,
        ]),
  ]
}

/** A text cut into lines wherever they are full, since a document may have no blank in it. */
function broken(text: string, width: number): readonly string[] {
  const characters = [...text]
  const count = Math.ceil(characters.length / width)
  return Array.from({ length: count }, (_, line) =>
    characters.slice(line * width, (line + 1) * width).join(''),
  )
}

/** A text over as many lines as it needs, the later ones indented; a word that is too long is not broken. */
function wrapped(text: string, width: number, indent: string): string {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const line = lines.at(-1)
    if (line === undefined || line.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = `${line} ${word}`
  }
  return lines.join(`\n${indent}`)
}
