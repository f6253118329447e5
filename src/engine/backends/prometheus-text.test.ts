import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalSample, parseSampleName, sampleText } from '#shared/sample-name.ts'
import { MAX_SAMPLES, parsePrometheusText } from './prometheus-text.ts'

/** A document with blank lines, comments, escapes, timestamps, and every kind of value. */
const DOCUMENT = `
# HELP http_requests_total The total number of HTTP requests.
# TYPE http_requests_total counter
http_requests_total{method="post",code="200"} 1027 1395066363000
http_requests_total{code="400",method="post",}    3 1395066363000

# Escaping in label values:
msdos_file_access_time_seconds{path="C:\\\\DIR\\\\FILE.TXT",error="Cannot find file:\\n\\"FILE.TXT\\""} 1.458255915e9
metric_without_timestamp_and_labels 12.47
something_weird{problem="division by zero"} +Inf -3982045
something_else -Inf
not_a_number NaN

# HELP http_request_duration_seconds A histogram of the request duration.
# TYPE http_request_duration_seconds histogram
http_request_duration_seconds_bucket{le="0.05"} 24054
http_request_duration_seconds_bucket{le="+Inf"} 144320
http_request_duration_seconds_sum 53423
http_request_duration_seconds_count 144320
`

const valuesOf = (text: string) =>
  Object.fromEntries(parsePrometheusText(text).samples.map(({ sample, value }) => [sample, value]))

describe('a document in the text format 0.0.4', () => {
  test('is read with labels in one order, escapes, timestamps and values that are no numbers', () => {
    const { skippedLines, leftOut } = parsePrometheusText(DOCUMENT)
    expect({ skippedLines, leftOut }).toEqual({ skippedLines: 0, leftOut: 0 })
    expect(valuesOf(DOCUMENT)).toEqual({
      'http_requests_total{code="200",method="post"}': 1027,
      'http_requests_total{code="400",method="post"}': 3,
      'msdos_file_access_time_seconds{error="Cannot find file:\\n\\"FILE.TXT\\"",path="C:\\\\DIR\\\\FILE.TXT"}': 1.458255915e9,
      metric_without_timestamp_and_labels: 12.47,
      'something_weird{problem="division by zero"}': Number.POSITIVE_INFINITY,
      something_else: Number.NEGATIVE_INFINITY,
      not_a_number: Number.NaN,
      'http_request_duration_seconds_bucket{le="0.05"}': 24054,
      'http_request_duration_seconds_bucket{le="+Inf"}': 144320,
      http_request_duration_seconds_sum: 53423,
      http_request_duration_seconds_count: 144320,
    })
  })

  test('says of each sample what its family is, also where HELP and TYPE come late', () => {
    const { samples } = parsePrometheusText(
      `${DOCUMENT}late 1\n# TYPE late gauge\n# HELP late  Came\\nlate.\n`,
    )
    const find = (sample: string) => samples.find(one => one.sample === sample)
    expect(find('http_requests_total{code="200",method="post"}')).toMatchObject({
      ...{ type: 'counter', help: 'The total number of HTTP requests.' },
    })
    expect(find('http_request_duration_seconds_count')).toMatchObject({
      ...{ type: 'histogram', help: 'A histogram of the request duration.' },
    })
    expect(find('something_else')).toMatchObject({ type: 'untyped', help: '' })
    expect(find('late')).toMatchObject({ type: 'gauge', help: 'Came late.' })
  })
})

test('OpenMetrics is read: families without their ending, exemplars, and nothing behind its end', () => {
  const text = `# TYPE foo counter
# UNIT foo seconds
# HELP foo Seconds spent.
foo_total{a="b"} 17.0 1520879607.789 # {trace_id="x#y"} 0.67 1520879606.1
foo_created{a="b"} 1520872607.123
# TYPE bar summary
bar_count 3 # {id="}"} 1
# TYPE build info
build_info{version="1"} 1
# EOF
behind 1
`
  expect(parsePrometheusText(text)).toEqual({
    samples: [
      { sample: 'foo_total{a="b"}', value: 17, type: 'counter', help: 'Seconds spent.' },
      { sample: 'foo_created{a="b"}', value: 1520872607.123, type: 'counter', help: 'Seconds spent.' },
      { sample: 'bar_count', value: 3, type: 'summary', help: '' },
      { sample: 'build_info{version="1"}', value: 1, type: 'info', help: '' },
    ],
    skippedLines: 0,
    leftOut: 0,
  })
})

describe('what is none of the format', () => {
  test.each([
    'no value',
    'a',
    'a{',
    'a{b} 1',
    'a{b=c} 1',
    'a{b="c" 1',
    'a{b="c",b="d"} 1',
    'a{b="c"d="e"} 1',
    'a 1 2 3',
    'a 1 later',
    'a 0x10',
    'a --1',
    '1a 1',
    'a.b 1',
    '{"json": true}',
    '<!doctype html>',
    `a{b="${'x'.repeat(2000)}"} 1`,
    `a{b="${'x'.repeat(20_000)}"} 1`,
  ])('is skipped and counted: %s', line => {
    expect(parsePrometheusText(`good 1\n${line}\nbetter 2`)).toMatchObject({
      samples: [{ sample: 'good' }, { sample: 'better' }],
      skippedLines: 1,
    })
  })

  test('throws nothing and ends, whatever it is', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('a{', 'b="', '\\', '"', '}', ',', ' 1', '\n', '# TYPE a ', '# HELP ', '# {', 'NaN'),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), pieces => {
        const { samples } = parsePrometheusText(pieces.join(''))
        for (const { sample } of samples) expect(canonicalSample(sample)).toBe(sample)
      }),
    )
  })
})

describe('bounds', () => {
  test('more than 5,000 samples are counted and left out', () => {
    const text = Array.from({ length: 6000 }, (_, i) => `a{i="${i}"} ${i}`).join('\n')
    const read = parsePrometheusText(text)
    expect(read).toMatchObject({ skippedLines: 0, leftOut: 1000 })
    expect(read.samples).toHaveLength(MAX_SAMPLES)
  })

  test('nothing is read beyond 2 MiB', () => {
    const text = `${'# filler\n'.repeat(300_000)}late 1`
    expect(parsePrometheusText(text).samples).toEqual([])
  })

  test('a line of backslashes and quotes as long as the document takes no time to speak of', () => {
    const startedAt = performance.now()
    parsePrometheusText(`a{b="${'\\"'.repeat(1_000_000)}`)
    parsePrometheusText(`# HELP ${' '.repeat(2_000_000)}`)
    expect(performance.now() - startedAt).toBeLessThan(1000)
  })
})

describe('where only some samples are wanted', () => {
  const text = [
    '# TYPE other counter\n# HELP other Others.\nother 7',
    ...Array.from({ length: 6000 }, (_, i) => `a{i="${i}"} ${i}`),
    '# TYPE took histogram\n# HELP took Time.\ntook_sum{z="1", a="2"} 3.5\ntook_sum{a="2"} 4',
  ].join('\n')

  test('they are found wherever they stand, with what is said of their family', () => {
    const read = parsePrometheusText(text, new Set(['a{i="5999"}', 'took_sum{a="2",z="1"}', 'gone']))
    expect(read.samples).toEqual([
      { sample: 'a{i="5999"}', value: 5999, type: 'untyped', help: '' },
      { sample: 'took_sum{a="2",z="1"}', value: 3.5, type: 'histogram', help: 'Time.' },
    ])
    expect(read).toMatchObject({ skippedLines: 0, leftOut: 6001 })
  })

  test.each(['<!doctype html>\n<p>\nup', '{"a": 1}', '{\n"up": 1\n}'])(
    'a document that is none is still told from one without them: %j',
    none => {
      const read = parsePrometheusText(none, new Set(['up']))
      expect(read).toMatchObject({ samples: [], leftOut: 0 })
      expect(read.skippedLines).toBeGreaterThan(0)
    },
  )
})

const labelName = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,9}$/)
const metricName = fc.stringMatching(/^[A-Za-z_:][A-Za-z0-9_:]{0,19}$/)
const labels = fc.uniqueArray(fc.tuple(labelName, fc.string({ maxLength: 20 })), {
  selector: ([name]) => name,
  maxLength: 6,
})
const value = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Infinity, -Infinity))
const written = (number: number) =>
  Number.isNaN(number) ? 'NaN' : Number.isFinite(number) ? String(number) : number > 0 ? '+Inf' : '-Inf'

describe('a sample’s name', () => {
  test('is the same in any order of its labels, whatever stands in them', () => {
    fc.assert(
      fc.property(metricName, labels, fc.boolean(), value, (name, pairs, isReversed, number) => {
        const ordered = isReversed ? pairs.toReversed() : pairs
        const text = sampleText({ name, labels: ordered })
        const canonical = canonicalSample(text)
        expect(parseSampleName(canonical)?.labels.toSorted()).toEqual(pairs.toSorted())
        expect(canonicalSample(canonical)).toBe(canonical)
        const [read] = parsePrometheusText(`${text} ${written(number)} 1\n`).samples
        expect(read).toMatchObject({ sample: canonical, value: number + 0 })
      }),
    )
  })

  test.each([
    [' http_requests_total { method = "GET" , } ', 'http_requests_total{method="GET"}'],
    ['up{}', 'up'],
    ['a{b="\\d"}', 'a{b="\\\\d"}'],
  ])('has one spelling: %s', (text, canonical) => {
    expect(canonicalSample(text)).toBe(canonical)
  })

  test.each(['', '{}', 'a b', 'a{b="c"} 1', 'a{b="c"}}', '9a'])('is not: "%s"', text => {
    expect(parseSampleName(text)).toBeUndefined()
  })
})
