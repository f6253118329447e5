import { decodedPart } from '#shared/decoded-part.ts'
import { listed } from '#shared/listed.ts'
import type { Problem } from '#shared/problem.ts'
import type { ReferenceKind } from '#shared/reference.ts'
import { isMapping } from './is-mapping.ts'
import type { ValuePath } from './validate-value.ts'

/** What a reference leads to: its text, or a sentence on why there is none. */
export type Resolution =
  | { readonly ok: true; readonly text: string }
  | {
      readonly ok: false
      readonly message: string
      /** The environment variable that is not set. */
      readonly unset?: string
    }

/** How each kind of reference is looked up. They never throw. */
export type Resolvers = Readonly<Record<ReferenceKind, (name: string) => Promise<Resolution>>>

export type Resolved<T> =
  | {
      readonly ok: true
      readonly value: T
      /** Everything that was filled in, also as it reads when decoded from a URL: for redaction. */
      readonly secrets: readonly string[]
    }
  | {
      readonly ok: false
      readonly problems: readonly Problem[]
      /** All of them in words, each said once. */
      readonly message: string
    }

const REFERENCES = /\$\{(env|file|secret):([^{}]*)\}/g

interface Found {
  readonly kind: ReferenceKind
  readonly name: string
  /** Where it begins and ends in the text. */
  readonly start: number
  readonly end: number
}

const isKind = (word: string | undefined): word is ReferenceKind =>
  word === 'env' || word === 'file' || word === 'secret'

function referencesInText(text: string): Found[] {
  // Nearly every text has none, and there may be very many.
  if (!text.includes('${')) return []
  return [...text.matchAll(REFERENCES)].flatMap(match => {
    const [whole, kind, name] = match
    if (!isKind(kind) || name === undefined) return []
    return [{ kind, name: name.trim(), start: match.index, end: match.index + whole.length }]
  })
}

/** Calls back with every text inside plain data and its path. */
function eachText(
  value: unknown,
  visit: (text: string, path: ValuePath) => void,
  path: ValuePath = [],
): void {
  if (typeof value === 'string') {
    visit(value, path)
  } else if (Array.isArray(value)) {
    for (const [index, inner] of value.entries()) eachText(inner, visit, [...path, index])
  } else if (isMapping(value)) {
    for (const [key, inner] of Object.entries(value)) eachText(inner, visit, [...path, key])
  }
}

/** The ids of all secrets that are referred to inside plain data. */
export function referencedSecrets(value: unknown): ReadonlySet<string> {
  const ids = new Set<string>()
  eachText(value, text => {
    for (const found of referencesInText(text)) if (found.kind === 'secret') ids.add(found.name)
  })
  return ids
}

/** A copy of plain data with every text inside it changed. */
export function mapTexts(
  value: unknown,
  change: (text: string, path: ValuePath) => string,
  path: ValuePath = [],
): unknown {
  if (typeof value === 'string') return change(value, path)
  if (Array.isArray(value)) return value.map((inner, index) => mapTexts(inner, change, [...path, index]))
  if (!isMapping(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, mapTexts(inner, change, [...path, key])]),
  )
}

/** Whether what stands between `before` and `after` is a part of a URL where it could be taken for its punctuation. */
function isInsideUrl(before: string, after: string): boolean {
  const inUserInfo = /[a-z][a-z0-9+.-]*:\/\/[^\s/?#]*$/i.test(before) && /^[^\s/?#]*@/.test(after)
  const inQuery = /[a-z][a-z0-9+.-]*:\/\/\S*[?&][^=&#\s]*=[^&#\s]*$/i.test(before)
  return inUserInfo || inQuery
}

/**
 * The text to fill in. A password from a variable or file is written as it is, so inside a URL it is percent-encoded
 * where it holds a character that would end its part; one that holds none is taken as it stands, encoded or not.
 * A kept secret was taken out of the very text it is put back into, and is never changed.
 */
function fitting(found: Found, value: string, before: string, after: string): string {
  if (found.kind === 'secret') return value
  // References that follow are cut out: the slashes of a path in them are not those of the URL.
  if (!isInsideUrl(before, after.replaceAll(REFERENCES, ''))) return value
  return /[\s:/?#[\]@&+]|%(?![0-9a-f]{2})/i.test(value) ? encodeURIComponent(value) : value
}

const keyOf = (found: Found) => `${found.kind}:${found.name}`

async function lookUp(texts: readonly string[], resolvers: Resolvers): Promise<Map<string, Resolution>> {
  const wanted = new Map(texts.flatMap(referencesInText).map(found => [keyOf(found), found]))
  const entries = [...wanted.values()].map(
    async found => [keyOf(found), await resolvers[found.kind](found.name)] as const,
  )
  return new Map(await Promise.all(entries))
}

/** What leads nowhere, all variables in one sentence: a profile's monitor may need four of them. */
function inWords(resolutions: readonly Resolution[]): string {
  const failed = resolutions.filter(resolution => !resolution.ok)
  const unset = failed.flatMap(({ unset }) => (unset === undefined ? [] : [unset]))
  const others = failed.filter(resolution => resolution.unset === undefined).map(({ message }) => message)
  return [...(unset.length === 0 ? [] : [unsetWords(unset)]), ...others].join(' ')
}

function unsetWords(names: readonly string[]): string {
  const remedy = 'where Traylight is started, or enter the value itself under Edit.'
  const [only, ...rest] = names
  if (rest.length === 0) return `The environment variable ${only} is not set. Set it ${remedy}`
  return `The environment variables ${listed(names)} are not set. Set them ${remedy.replace('value itself', 'values themselves')}`
}

/**
 * Fills in every `${env:NAME}`, `${file:PATH}` and `${secret:ID}` inside plain data. What is filled in is not
 * searched for references again. Refused with one problem for each place whose reference leads nowhere.
 */
export async function resolveReferences(value: unknown, resolvers: Resolvers): Promise<Resolved<unknown>> {
  const places: [ValuePath, string][] = []
  eachText(value, (text, path) => places.push([path, text]))
  const resolutions = await lookUp(
    places.map(([, text]) => text),
    resolvers,
  )
  const problems: Problem[] = []
  for (const [path, text] of places) {
    for (const found of referencesInText(text)) {
      const resolution = resolutions.get(keyOf(found))
      if (resolution?.ok === false) problems.push({ path: [...path], message: resolution.message })
    }
  }
  if (problems.length > 0) return { ok: false, problems, message: inWords([...resolutions.values()]) }

  const secrets = new Set<string>()
  const filled = mapTexts(value, text => {
    let result = ''
    let position = 0
    for (const found of referencesInText(text)) {
      const resolution = resolutions.get(keyOf(found))
      const plain = resolution?.ok ? resolution.text : ''
      const before = result + text.slice(position, found.start)
      const fitted = fitting(found, plain, before, text.slice(found.end))
      for (const secret of [plain, fitted, decodedPart(fitted)]) if (secret !== '') secrets.add(secret)
      result = before + fitted
      position = found.end
    }
    return result + text.slice(position)
  })
  return { ok: true, value: filled, secrets: [...secrets] }
}
