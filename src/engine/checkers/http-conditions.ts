import { z } from 'zod'
import { formatDuration } from '#shared/format-duration.ts'
import { JSON_PATH_HINT, parseJsonPath, readJsonPath } from './json-path.ts'
import { parseJson } from './parse-json.ts'
import { MATCH_TIMEOUT_MS, matchPattern } from './pattern-match.ts'
import { shorten } from './printable-text.ts'
import { readMoment } from './read-moment.ts'

/** JSON nested deeper than this is not meant to be read; parsing it would hold everything up. */
const MAX_JSON_DEPTH = 500

/** How far clocks may be apart before a moment in the future is not believed. */
const CLOCK_TOLERANCE_MS = 60_000

const STATUS_RANGE = /^(?:([1-5])xx|([1-5]\d\d)(?:-([1-5]\d\d))?)$/

/** A status code, or a range of them: 200, "204", "2xx", "200-299". */
export const expectedStatusSchema = z.union([
  z.int().min(100, 'Status codes begin at 100.').max(599, 'Status codes end at 599.'),
  z
    .string()
    .regex(STATUS_RANGE, 'Give a status code or a range: 204, 2xx or 200-299.')
    .refine(range => !isEmptyRange(range), 'The range ends before it begins.'),
])
export type ExpectedStatus = z.infer<typeof expectedStatusSchema>

function statusRange(expected: ExpectedStatus): readonly [number, number] {
  if (typeof expected === 'number') return [expected, expected]
  const [, hundreds, from, to] = STATUS_RANGE.exec(expected) ?? []
  if (hundreds !== undefined) return [Number(hundreds) * 100, Number(hundreds) * 100 + 99]
  return [Number(from), Number(to ?? from)]
}

function isEmptyRange(expected: string): boolean {
  const [from, to] = statusRange(expected)
  return from > to
}

/** Whether a status code is among those expected. */
export function isExpectedStatus(statusCode: number, expected: readonly ExpectedStatus[]): boolean {
  return expected.some(one => {
    const [from, to] = statusRange(one)
    return statusCode >= from && statusCode <= to
  })
}

/** What can stand at the end of a path and be compared. */
const scalar = z.union([z.string().max(1000), z.number(), z.boolean(), z.null()])

/** A condition on one value of a JSON body. With no comparison it is that the value exists. */
export const jsonConditionSchema = z
  .strictObject({
    path: z
      .string()
      .max(500)
      .refine(path => parseJsonPath(path) !== undefined, `This is not a path. ${JSON_PATH_HINT}`)
      .meta({ title: 'Path', description: JSON_PATH_HINT }),
    name: z.string().trim().min(1).max(80).optional().meta({
      title: 'Name',
      description: 'What the value is called in messages, such as: last contact. Its path if left out.',
    }),
    equals: scalar.optional().meta({ title: 'Equals' }),
    contains: scalar
      .optional()
      .meta({ title: 'Contains', description: 'A part of a text, or an item of a list.' }),
    above: z.number().optional().meta({ title: 'Above' }),
    below: z.number().optional().meta({ title: 'Below' }),
    newerThanSeconds: z.number().positive('Give a number of seconds above 0.').optional().meta({
      title: 'Newer than',
      description:
        'The value is a moment, and not older: ISO 8601, or seconds or milliseconds since 1970. Without a time zone it is taken as UTC.',
      unit: 's',
    }),
    exists: z.boolean().optional().meta({ title: 'Exists', description: 'No: it must not be there.' }),
  })
  .refine(
    ({ exists, path: _, name: __, ...rest }) =>
      exists !== false || Object.values(rest).every(one => one === undefined),
    {
      message: 'What must not exist cannot be compared as well.',
      path: ['exists'],
    },
  )
export type JsonCondition = z.infer<typeof jsonConditionSchema>

/** What a body is held against. */
export interface BodyConditions {
  readonly bodyContains?: string | undefined
  readonly bodyMatches?: string | undefined
  readonly json?: readonly JsonCondition[] | undefined
}

/** Whether anything at all is asked of the body. */
export function hasBodyConditions({ bodyContains, bodyMatches, json }: BodyConditions): boolean {
  return bodyContains !== undefined || bodyMatches !== undefined || (json ?? []).length > 0
}

/** How old a moment in a body is. */
export interface MomentAge {
  readonly [name: string]: string | number
  /** What it is called: the condition's name, else the last step of its path. */
  readonly name: string
  /** Where it stands in the body. */
  readonly path: string
  /** Negative where it is in the future. */
  readonly ageSeconds: number
}

/** What holding a body against its conditions found. */
export interface BodyVerdict {
  /** The first condition that is not met, in a sentence; undefined where all are. */
  readonly unmet: string | undefined
  /** The moments that were looked at until then. */
  readonly ages: readonly MomentAge[]
}

/** Holds a body against its conditions. `now` is in ms since the epoch. */
export function judgeBody(
  text: string,
  contentType: string,
  conditions: BodyConditions,
  now: number,
): BodyVerdict {
  const { json } = conditions
  const unmet = unmetInText(text, conditions)
  if (unmet !== undefined || json === undefined || json.length === 0) return { unmet, ages: [] }
  return judgeJson(text, contentType, json, now)
}

function unmetInText(text: string, { bodyContains, bodyMatches }: BodyConditions): string | undefined {
  if (bodyContains !== undefined && !text.includes(bodyContains)) {
    return `The body does not contain "${shorten(bodyContains, 80)}".`
  }
  if (bodyMatches === undefined) return undefined
  const matched = matchPattern(bodyMatches, text)
  const pattern = shorten(bodyMatches, 80)
  if (matched === 'too-slow') {
    return `The pattern ${pattern} did not come to an end within ${MATCH_TIMEOUT_MS} ms on this body. Write it without repetitions inside repetitions.`
  }
  return matched ? undefined : `The body does not match the pattern ${pattern}.`
}

function judgeJson(
  text: string,
  contentType: string,
  conditions: readonly JsonCondition[],
  now: number,
): BodyVerdict {
  const parsed = parseJson(text, MAX_JSON_DEPTH)
  if (parsed === 'too deep') {
    const unmet = `The JSON of the body is nested more than ${MAX_JSON_DEPTH} levels deep, so it was not read.`
    return { unmet, ages: [] }
  }
  if (parsed === 'not JSON') return { unmet: notJson(text, contentType), ages: [] }
  const { document } = parsed
  const ages: MomentAge[] = []
  for (const condition of conditions) {
    const age = ageOf(document, condition, now)
    if (age !== undefined) ages.push(age)
    const unmet = unmetJsonCondition(document, condition, now)
    if (unmet !== undefined) return { unmet, ages }
  }
  return { unmet: undefined, ages }
}

function ageOf(document: unknown, condition: JsonCondition, now: number): MomentAge | undefined {
  const { path, name, newerThanSeconds } = condition
  if (newerThanSeconds === undefined) return undefined
  const steps = parseJsonPath(path) ?? []
  const found = readJsonPath(document, steps)
  const moment = found.found ? readMoment(found.value) : undefined
  const ageSeconds = moment && Math.round((now - moment.at) / 1000)
  return ageSeconds === undefined
    ? undefined
    : { name: name ?? String(steps.at(-1) ?? path), path, ageSeconds }
}

function notJson(text: string, contentType: string): string {
  if (text.trim() === '') return 'The body is empty where JSON was expected.'
  const type = contentType.split(';', 1)[0]?.trim() ?? ''
  if (type !== '' && !/[/+]json$/i.test(type)) {
    return `The answer is ${shorten(type, 60)} where JSON was expected. Is it an error page or a login?`
  }
  return 'The body says it is JSON but is malformed.'
}

function unmetJsonCondition(document: unknown, condition: JsonCondition, now: number): string | undefined {
  const { path, name, equals, contains, above, below, newerThanSeconds, exists } = condition
  const what = name === undefined ? path : name.charAt(0).toUpperCase() + name.slice(1)
  const found = readJsonPath(document, parseJsonPath(path) ?? [])
  if (exists === false) return found.found ? `${what} is there, and should not be.` : undefined
  if (!found.found) {
    return `${what} is not in the answer${found.upTo === '' ? '' : `; it ends at ${found.upTo}`}.`
  }
  const { value } = found
  const is = `${what} is ${showValue(value)}`
  if (equals !== undefined && value !== equals) return `${is}, expected ${showValue(equals)}.`
  if (contains !== undefined && !doesContain(value, contains)) {
    return `${is}, which does not contain ${showValue(contains)}.`
  }
  if (above !== undefined && !(typeof value === 'number' && value > above))
    return `${is}, expected above ${above}.`
  if (below !== undefined && !(typeof value === 'number' && value < below))
    return `${is}, expected below ${below}.`
  return newerThanSeconds === undefined ? undefined : notNewer(what, value, newerThanSeconds * 1000, now)
}

function notNewer(what: string, value: unknown, allowedMs: number, now: number): string | undefined {
  const moment = readMoment(value)
  if (moment === undefined) {
    return `${what} is ${showValue(value)}, which is no moment. It should be ISO 8601, or seconds or milliseconds since 1970.`
  }
  const ageMs = now - moment.at
  if (ageMs < -CLOCK_TOLERANCE_MS) {
    const zone = moment.zoned ? '' : ' It names no time zone, so it was taken as UTC.'
    return `${what} is ${formatDuration(-ageMs)} in the future. Compare the clock of the server with the clock of this machine.${zone}`
  }
  if (ageMs <= allowedMs) return undefined
  const age = formatDuration(ageMs)
  const allowed = formatDuration(allowedMs)
  return age === allowed
    ? `${what} is a little older than the ${allowed} allowed.`
    : `${what} is ${age} old, more than the ${allowed} allowed.`
}

function doesContain(value: unknown, part: unknown): boolean {
  if (Array.isArray(value)) return value.includes(part)
  return typeof value === 'string' && value.includes(String(part))
}

/** A value in a few words. Never a whole structure: it may be large, and holds more than was asked about. */
function showValue(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object' && value !== null) return 'an object'
  return typeof value === 'string' ? `"${shorten(value, 80)}"` : String(value)
}
