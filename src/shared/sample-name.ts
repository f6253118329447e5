/** A sample of a metrics document as it is named there: `http_requests_total{method="GET"}`. */
export interface SampleName {
  readonly name: string
  /** In the order of their names. */
  readonly labels: readonly (readonly [name: string, value: string])[]
}

/** A longer name of a sample is not one a person would watch. */
export const MAX_SAMPLE_LENGTH = 1000

const METRIC_NAME = /[A-Za-z_:][A-Za-z0-9_:]*/y
const LABEL_NAME = /[A-Za-z_][A-Za-z0-9_]*/y
const LABEL_VALUE = /"((?:[^"\\\n]|\\.)*)"/y
const BLANKS = /[ \t]*/y

/**
 * Reads the name and labels at the beginning of a text in the Prometheus exposition format; `end` is where they end.
 * Undefined where there are none.
 */
export function readSampleName(
  text: string,
): { readonly sample: SampleName; readonly end: number } | undefined {
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match) at = pattern.lastIndex
    return match
  }
  const name = take(METRIC_NAME)?.[0]
  if (name === undefined) return undefined
  const end = at
  take(BLANKS)
  if (text[at] !== '{') return { sample: { name, labels: [] }, end }
  at++
  const labels = new Map<string, string>()
  for (;;) {
    take(BLANKS)
    if (text[at] === '}') break
    const label = take(LABEL_NAME)?.[0]
    take(BLANKS)
    if (label === undefined || labels.has(label) || text[at] !== '=') return undefined
    at++
    take(BLANKS)
    const value = take(LABEL_VALUE)?.[1]
    if (value === undefined) return undefined
    labels.set(label, unescaped(value))
    take(BLANKS)
    if (text[at] === ',') at++
    else if (text[at] !== '}') return undefined
  }
  const sorted = [...labels].sort(([a], [b]) => (a < b ? -1 : 1))
  return { sample: { name, labels: sorted }, end: at + 1 }
}

/** Reads a text that is a sample's name and nothing else; undefined where it is not. */
export function parseSampleName(text: string): SampleName | undefined {
  const trimmed = text.trim()
  const read = readSampleName(trimmed)
  return read?.end === trimmed.length ? read.sample : undefined
}

/** A sample's one spelling: labels in the order of their names, no blanks; without labels the name alone. */
export function sampleText({ name, labels }: SampleName): string {
  if (labels.length === 0) return name
  return `${name}{${labels.map(([label, value]) => `${label}="${escaped(value)}"`).join(',')}}`
}

/** The one spelling of a sample's name as somebody wrote it; what is no such name stays as it is. */
export function canonicalSample(text: string): string {
  const sample = parseSampleName(text)
  return sample ? sampleText(sample) : text
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' }

function escaped(value: string): string {
  if (!/[\\"\n]/.test(value)) return value
  return value.replaceAll(/[\\"\n]/g, character => ESCAPES[character] ?? character)
}

/** `\\`, `\"` and `\n`; any other backslash stands for itself. */
export function unescaped(value: string): string {
  if (!value.includes('\\')) return value
  return value.replaceAll(/\\([\\"n])/g, (_, character: string) => (character === 'n' ? '\n' : character))
}
