import { z } from 'zod'
import { closestWord } from '#shared/closest-word.ts'

const NOUNS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of settings',
  record: 'a group of settings',
  null: 'nothing',
}

const noun = (type: string) => NOUNS[type] ?? `of type ${type}`

/** What a value is, in words. Never the value itself: it may be a secret in the wrong place. */
function nounOf(value: unknown): string {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return noun('array')
  return noun(typeof value)
}

/** "a, b or c". */
function either(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`
}

function expectation(wanted: string, issue: z.core.$ZodRawIssue): string {
  if (issue.input === undefined) return `"${String(issue.path?.at(-1))}" is missing. Add it: ${wanted}.`
  if (issue.input === null) return `This is empty. Give ${wanted}, or remove the line.`
  return `This must be ${wanted}, not ${nounOf(issue.input)}.`
}

function unknownName(name: string, known: readonly string[]): string {
  const meant = closestWord(name, known)
  const sentence = `Unknown setting ${JSON.stringify(name)}.`
  if (meant !== undefined) return `${sentence} Did you mean "${meant}"?`
  if (known.length === 0 || known.length > 40) return `${sentence} Remove it.`
  return `${sentence} Remove it; known here are ${known.join(', ')}.`
}

/** One line for each unknown name, in the order of the issue's `keys`. */
function unknownNames(issue: z.core.$ZodRawIssue<z.core.$ZodIssueUnrecognizedKeys>): string {
  const known = issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape) : []
  return issue.keys.map(name => unknownName(name, known)).join('\n')
}

function oneOf(values: readonly unknown[], issue: z.core.$ZodRawIssue): string {
  const listed = either(values.map(value => JSON.stringify(value)))
  const wanted = values.length === 1 ? listed : `one of ${listed}`
  if (typeof issue.input !== 'string') return expectation(wanted, issue)
  const meant = closestWord(issue.input, values.map(String))
  return meant === undefined ? `Use ${wanted}.` : `Use ${wanted}. Did you mean "${meant}"?`
}

const UNITS: Readonly<Record<string, string>> = { string: ' characters', array: ' entries', set: ' entries' }

function tooSmall(issue: z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall>): string {
  const unit = UNITS[issue.origin] ?? ''
  if (unit !== '' && Number(issue.minimum) === 1) return 'This is empty. Fill it in, or remove it.'
  return issue.inclusive === false
    ? `Use more than ${issue.minimum}${unit}.`
    : `Use at least ${issue.minimum}${unit}.`
}

function tooBig(issue: z.core.$ZodRawIssue<z.core.$ZodIssueTooBig>): string {
  const unit = UNITS[issue.origin] ?? ''
  return issue.inclusive === false
    ? `Use less than ${issue.maximum}${unit}.`
    : `Use at most ${issue.maximum}${unit}.`
}

const FORMATS: Readonly<Record<string, string>> = {
  url: 'Give a full address such as https://example.com/health.',
  email: 'Give an e-mail address such as someone@example.com.',
  ipv4: 'Give an IPv4 address such as 192.0.2.1.',
  ipv6: 'Give an IPv6 address such as 2001:db8::1.',
  datetime: 'Give a moment such as 2026-01-31T12:00:00Z.',
  safeint: 'This must be a whole number.',
}

/** The sentence for a value that fits none of several shapes. */
function noneFits(issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>): string {
  if ('options' in issue && Array.isArray(issue.options)) return oneOf(issue.options, issue)
  const expected = issue.errors.flatMap(branch =>
    branch.flatMap(inner =>
      inner.code === 'invalid_type' && inner.path.length === 0 ? [noun(inner.expected)] : [],
    ),
  )
  return expected.length === 0
    ? 'This has none of the shapes that are allowed here.'
    : expectation(either([...new Set(expected)]), issue)
}

/**
 * Zod's issues as sentences for a person: what is wrong and what to do. Given to a parse as `error`; a message that
 * the schema itself brings comes before these. Values are never repeated, since any may be a secret.
 */
export const plainWords: z.core.$ZodErrorMap = issue => {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.expected === 'int' && typeof issue.input === 'number') return 'This must be a whole number.'
      if (issue.expected === 'number' && typeof issue.input === 'number') return 'Give a finite number.'
      return expectation(noun(issue.expected), issue)
    case 'unrecognized_keys':
      return unknownNames(issue)
    case 'invalid_value':
      return oneOf(issue.values, issue)
    case 'too_small':
      return tooSmall(issue)
    case 'too_big':
      return tooBig(issue)
    case 'invalid_format':
      return FORMATS[issue.format] ?? 'This does not have the expected form.'
    case 'not_multiple_of':
      return `Use a multiple of ${issue.divisor}.`
    case 'invalid_union':
      return noneFits(issue)
    case 'invalid_key':
      return 'This name cannot be used here.'
    default:
      return 'This is not valid.'
  }
}
