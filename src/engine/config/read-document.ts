import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml'
import type { Problem } from '#shared/problem.ts'
import { isMapping } from './is-mapping.ts'
import type { ValuePath } from './validate-value.ts'

/** Where something stands in a text, both counted from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Finds where a path stands in the text: its name or its value; of what is missing, its nearest parent. */
export type Locate = (path: ValuePath, part: 'name' | 'value') => Position | undefined

export type ReadDocument =
  | { readonly ok: true; readonly value: Record<string, unknown>; readonly locate: Locate }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** Bounds of a text, in characters: 10,000 monitors with every setting written out take about 5 million. */
const MAX_LENGTH = 10_000_000
/** YAML costs about a second and 250 MB for each million characters, JSON a hundredth of that. */
const MAX_YAML_LENGTH = 2_000_000
const MAX_DEPTH = 64
const MAX_SYNTAX_PROBLEMS = 20
const MAX_ALIASES = 100

const refuse = (message: string, position?: Position): ReadDocument => ({
  ok: false,
  problems: [{ path: [], message, ...position }],
})

const millions = (length: number) => `${(length / 1e6).toFixed(1)} million characters`

/**
 * Reads a text as JSON or YAML: a mapping, bounded in size and depth. Refused with every syntax error and its place:
 * duplicate names, tabs, aliases that would explode, several documents, anything whose root is no mapping.
 */
export function readDocument(text: string): ReadDocument {
  if (text.length > MAX_LENGTH) {
    return refuse(`This has ${millions(text.length)}; at most ${millions(MAX_LENGTH)} are read.`)
  }
  const json = readPlainJson(text)
  if (json) {
    const bad = refusedShape(json.value)
    if (bad !== undefined || !isMapping(json.value)) return refuse(bad ?? NOT_A_MAPPING)
    return { ok: true, value: json.value, locate: locateLater(text) }
  }
  if (text.length > MAX_YAML_LENGTH) {
    return refuse(
      `This has ${millions(text.length)}, and as YAML at most ${millions(MAX_YAML_LENGTH)} are read. Save it as JSON.`,
    )
  }
  return readYaml(text)
}

/**
 * The value of a text that is JSON without any name given twice; undefined for everything else, which is left to the
 * YAML reader and its positions. JSON.parse keeps the last of two equal names, so writing it again comes out shorter.
 */
function readPlainJson(text: string): { readonly value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const compact = text.replaceAll(/("(?:[^"\\]|\\.)*")|\s+/g, '$1')
    return JSON.stringify(value) === compact ? { value } : undefined
  } catch {
    return undefined
  }
}

const NOT_A_MAPPING =
  'A configuration is made of names and values, such as "monitors:" with a list under it. This is something else.'

/** Why a value's shape is refused, if it is. */
function refusedShape(value: unknown): string | undefined {
  if (value === null || value === undefined) {
    return 'This is empty. A configuration has at least one setting, such as "monitors: []".'
  }
  if (!isMapping(value)) return NOT_A_MAPPING
  return isDeeper(value, MAX_DEPTH) ? `This is nested more than ${MAX_DEPTH} levels deep.` : undefined
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some(inner => isDeeper(inner, levels - 1))
}

function readYaml(text: string): ReadDocument {
  const lines = new LineCounter()
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      stringKeys: true,
      merge: true,
    })
    const faults = [...syntaxProblems(document, text, at), ...danglingAliases(document, at)]
    if (faults.length > 0) return { ok: false, problems: faults }
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES })
    const bad = refusedShape(value)
    if (bad !== undefined || !isMapping(value)) return refuse(bad ?? NOT_A_MAPPING, at(0))
    return { ok: true, value, locate: locateIn(document, at) }
  } catch (error) {
    return refuse(thrownReason(error))
  }
}

function thrownReason(error: unknown): string {
  if (error instanceof RangeError) return `This is nested more than ${MAX_DEPTH} levels deep.`
  const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error)
  if (reason?.includes('alias count')) {
    return 'The aliases (*name) in this multiply to far more than is written. Write the values out.'
  }
  return `This cannot be read as YAML or JSON: ${reason}.`
}

type At = (offset: number) => Position

function syntaxMessage(error: YAMLError, text: string): string {
  switch (error.code) {
    case 'DUPLICATE_KEY': {
      const name = /^(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^:\s]+))/.exec(text.slice(error.pos[0]))
      return `The setting "${name?.[1] ?? name?.[2] ?? name?.[3] ?? ''}" is given twice. Remove one of them.`
    }
    case 'TAB_AS_INDENT':
      return 'This line is indented with a tab. YAML takes spaces only: replace the tab.'
    case 'MULTIPLE_DOCS':
      return 'A second document begins here (---). Give one document.'
    case 'NON_STRING_KEY':
      return 'The name of a setting must be a plain text.'
    case 'TAG_RESOLVE_FAILED':
      return 'Tags (!name) are not used here. Remove it.'
    case 'RESOURCE_EXHAUSTION':
      return `This is nested more than ${MAX_DEPTH} levels deep.`
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'BAD_INDENT':
    case 'MULTILINE_IMPLICIT_KEY':
      return `Check the indentation and the colons here: ${error.message.toLowerCase()}.`
    default:
      return `This cannot be read as YAML or JSON: ${error.message.toLowerCase()}.`
  }
}

/** The first fault of each line: those after it on the same line are mostly its echo. */
function syntaxProblems(document: Document.Parsed, text: string, at: At): Problem[] {
  const byLine = new Map<number, Problem>()
  for (const error of [...document.errors, ...document.warnings].toSorted((a, b) => a.pos[0] - b.pos[0])) {
    const position = at(error.pos[0])
    if (byLine.has(position.line)) continue
    byLine.set(position.line, { path: [], message: syntaxMessage(error, text), ...position })
    if (byLine.size === MAX_SYNTAX_PROBLEMS || error.code === 'RESOURCE_EXHAUSTION') break
  }
  return [...byLine.values()]
}

function danglingAliases(document: Document.Parsed, at: At): Problem[] {
  const problems: Problem[] = []
  visit(document, {
    Alias(_, node) {
      if (node.resolve(document) !== undefined) return
      const message = `The alias *${node.source} stands for nothing: no &${node.source} comes before it.`
      problems.push({ path: [], message, ...at(node.range?.[0] ?? 0) })
    },
  })
  return problems.slice(0, MAX_SYNTAX_PROBLEMS)
}

/** One step of a path from a node: the name's place and the value's node; undefined where there is no such step. */
function step(node: unknown, key: string | number, document: Document.Parsed) {
  const target = isAlias(node) ? node.resolve(document) : node
  if (isMap(target)) {
    const pair = target.items.find(item => isScalar(item.key) && String(item.key.value) === String(key))
    return pair && { name: pair.key, value: pair.value }
  }
  if (!isCollection(target)) return undefined
  const value = target.items[Number(key)]
  return value === undefined ? undefined : { name: value, value }
}

function locateIn(document: Document.Parsed, at: At): Locate {
  return (path, part) => {
    let place: unknown = document.contents
    let node: unknown = document.contents
    for (const [index, key] of path.entries()) {
      const next = step(node, key, document)
      if (!next) break
      node = next.value
      const isLast = index === path.length - 1
      place = (isLast && part === 'name') || !isNode(next.value) ? next.name : next.value
    }
    return isNode(place) && place.range ? at(place.range[0]) : undefined
  }
}

/** Positions in JSON that was read without them: the text is read again as YAML, once, when the first is asked for. */
function locateLater(text: string): Locate {
  let locate: Locate | undefined
  return (path, part) => {
    if (text.length > MAX_YAML_LENGTH) return undefined
    if (!locate) {
      const read = readYaml(text)
      locate = read.ok ? read.locate : () => undefined
    }
    return locate(path, part)
  }
}
