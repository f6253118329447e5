import { MAX_SAMPLE_LENGTH, readSampleName, sampleText, unescaped } from '#shared/sample-name.ts'
import { oneLine } from '../checkers/printable-text.ts'

/** More than this is not read of a metrics document. */
export const MAX_METRICS_BYTES = 2 * 1024 * 1024
/** More samples than this are not kept of one document. */
export const MAX_SAMPLES = 5000
/** A longer line is no sample that a person would watch. */
const MAX_LINE = 16_384
const MAX_HELP = 300

/** One sample of a metrics document. */
export interface PrometheusSample {
  /** Its name and labels in their one spelling. */
  readonly sample: string
  /** `counter`, `gauge`, `histogram`, `summary` ...; `untyped` where the document does not say. */
  readonly type: string
  /** What the document says of it; empty where it says nothing. */
  readonly help: string
  /** NaN and the infinities are values too. */
  readonly value: number
}

/** What could be read of a metrics document. */
export interface PrometheusDocument {
  readonly samples: readonly PrometheusSample[]
  /** Lines that are none of the format. */
  readonly skippedLines: number
  /** Samples beyond the most that are kept, or that were not asked for. */
  readonly leftOut: number
}

/** Endings of the samples of a family that is named without them, by the family's type. */
const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  counter: ['_total', '_created'],
  histogram: ['_bucket', '_sum', '_count', '_created'],
  gaugehistogram: ['_bucket', '_gsum', '_gcount'],
  summary: ['_sum', '_count', '_created'],
  info: ['_info'],
}
/** All these endings, each once. */
const ALL_ENDINGS: readonly string[] = [...new Set(Object.values(ENDINGS).flat())]

const HEADER = /^#[ \t]+(HELP|TYPE)[ \t]+([A-Za-z_:][A-Za-z0-9_:]*)(?:[ \t]+(.*))?$/
const NAME = /^[A-Za-z_:][A-Za-z0-9_:]*/
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const NOT_FINITE: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
}

/**
 * Reads metrics in the Prometheus text format 0.0.4 or as OpenMetrics: https://prometheus.io/docs/instrumenting/exposition_formats/.
 * Throws nothing: a line that is none of the format is skipped and counted. Of a sample that stands there twice the
 * last value counts. Timestamps and exemplars are read over. What is returned may be slices that hold the whole text.
 *
 * @param only samples, in their one spelling: the others are counted as left out, and hardly looked at
 */
export function parsePrometheusText(text: string, only?: ReadonlySet<string>): PrometheusDocument {
  const names = only && new Set([...only].map(nameOf))
  const families = new Families(names)
  const values = new Map<string, { readonly name: string; readonly value: number }>()
  let [skippedLines, leftOut] = [0, 0]
  for (const line of linesOf(text)) {
    if (line === '# EOF') break
    if (line.startsWith('#')) {
      families.read(line)
      continue
    }
    // What is not kept is not worth the time to read it, once it is clear that this is a metrics document.
    const isOther = names ? !names.has(nameOf(line)) : values.size >= MAX_SAMPLES
    if (isOther && values.size + leftOut > 0) {
      leftOut++
      continue
    }
    const read = line.length > MAX_LINE ? undefined : readSample(line)
    if (!read || read.sample.length > MAX_SAMPLE_LENGTH) skippedLines++
    else if (only ? only.has(read.sample) : true) values.set(read.sample, read)
    else leftOut++
  }
  // What a family is may stand behind its samples in a document that is not tidy.
  const samples = [...values].map(([sample, { name, value }]) => ({ sample, value, ...families.of(name) }))
  return { samples, skippedLines, leftOut }
}

function nameOf(sample: string): string {
  return NAME.exec(sample)?.[0] ?? ''
}

/** The lines with something in them, without the blanks around; no more of the text than is read of a document. */
function* linesOf(text: string): Iterable<string> {
  const end = Math.min(text.length, MAX_METRICS_BYTES)
  for (let from = 0; from < end; ) {
    const found = text.indexOf('\n', from)
    const to = found < 0 || found > end ? end : found
    const line = text.slice(from, to).trim()
    if (line !== '') yield line
    from = to + 1
  }
}

function readSample(line: string) {
  const named = readSampleName(line)
  if (!named) return undefined
  const after = line.slice(named.end)
  if (line[named.end - 1] !== '}' && !/^[ \t]/.test(after)) return undefined
  // An exemplar follows a number sign (OpenMetrics).
  const [text = '', timestamp, ...more] = (after.split('#', 1)[0] ?? '').trim().split(/[ \t]+/)
  const value = numberOf(text)
  const isStamped = timestamp === undefined || NUMBER.test(timestamp)
  if (value === undefined || !isStamped || more.length > 0) return undefined
  return { sample: sampleText(named.sample), name: named.sample.name, value }
}

function numberOf(text: string): number | undefined {
  if (NUMBER.test(text)) return Number(text)
  const known = NOT_FINITE[text.replace(/^[+-]/, '').toLowerCase()]
  return known !== undefined && text.startsWith('-') ? -known : known
}

function helpOf(said: string): string {
  return oneLine(unescaped(said), MAX_HELP)
}

/** What a document says of its families of samples: their types and help texts. */
class Families {
  readonly #types = new Map<string, string>()
  readonly #helps = new Map<string, string>()
  /** The only ones that are kept, where not all are. */
  readonly #wanted: ReadonlySet<string> | undefined

  constructor(ofSamples?: ReadonlySet<string>) {
    this.#wanted = ofSamples && new Set([...ofSamples].flatMap(name => [name, ...withoutEndings(name)]))
  }

  /** Takes a comment in; one that is neither HELP nor TYPE says nothing. */
  read(line: string): void {
    const [, kind, name, said = ''] = (line.length > MAX_LINE ? null : HEADER.exec(line)) ?? []
    if (name === undefined || this.#wanted?.has(name) === false) return
    if (this.#types.size + this.#helps.size > 2 * MAX_SAMPLES) return
    if (kind === 'TYPE') this.#types.set(name, said.trim().toLowerCase().slice(0, 40))
    else this.#helps.set(name, helpOf(said))
  }

  /** Of the family that a sample belongs to: the one of its name, or of its name without the ending of its type. */
  of(name: string): { readonly type: string; readonly help: string } {
    const family = this.#familyOf(name)
    return { type: this.#types.get(family) ?? 'untyped', help: this.#helps.get(family) ?? '' }
  }

  #familyOf(name: string): string {
    if (this.#types.has(name)) return name
    const isItsFamily = (family: string) =>
      ENDINGS[this.#types.get(family) ?? '']?.includes(name.slice(family.length)) === true
    return withoutEndings(name).find(isItsFamily) ?? name
  }
}

/** What the family of a sample may be called. */
function withoutEndings(name: string): readonly string[] {
  return ALL_ENDINGS.filter(ending => name.endsWith(ending)).map(ending => name.slice(0, -ending.length))
}
