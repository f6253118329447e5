import { parseJsonSchema, type SchemaNode } from './json-schema.ts'
import { keyToWords } from './key-to-words.ts'

/** What a value looks like, and so which input edits it. */
export type Shape =
  /** `input` names one of the browser's own inputs: `time`, `moment`; else empty. */
  | {
      readonly type: 'text'
      readonly format: string
      readonly multiline: boolean
      readonly input: string
    }
  | { readonly type: 'number'; readonly integer: boolean; readonly min?: number; readonly max?: number }
  | { readonly type: 'switch' }
  | { readonly type: 'choice'; readonly options: readonly Option[] }
  /** Any of a few, each at most once. */
  | { readonly type: 'choices'; readonly options: readonly Option[] }
  /** Short values in a row: tags, arguments, status codes. `numbers`: what looks like a number is one. */
  | { readonly type: 'words'; readonly numbers: boolean }
  | { readonly type: 'list'; readonly item: Shape }
  | { readonly type: 'pairs'; readonly value: Shape }
  | { readonly type: 'group'; readonly fields: readonly Field[] }
  | { readonly type: 'either'; readonly alternatives: readonly Alternative[] }
  | { readonly type: 'constant'; readonly value: unknown }
  /** Any value: typed as JSON, or as plain text where it is not JSON. */
  | { readonly type: 'any' }

export interface Option {
  readonly value: string | number | boolean
  readonly label: string
}

export interface Alternative {
  readonly label: string
  readonly shape: Shape
}

/** One labelled input of a form. */
export interface Field {
  readonly key: string
  readonly title: string
  readonly description: string
  readonly unit: string
  /** What it means to leave it empty where it has no default, in a word: "never"; else nothing. */
  readonly whenEmpty: string
  readonly secret: boolean
  readonly advanced: boolean
  readonly required: boolean
  readonly default: unknown
  readonly shape: Shape
}

/** The fields of an object's JSON Schema, in its order. A schema that is no object has none. */
export function fieldsOf(schema: unknown): readonly Field[] {
  const root = parseJsonSchema(schema)
  return objectFields(deref(root, root), root)
}

function objectFields(node: SchemaNode, root: SchemaNode): readonly Field[] {
  const required = new Set(node.required ?? [])
  return Object.entries(node.properties ?? {}).map(([key, property]) => {
    const inner = deref(property, root)
    return {
      key,
      title: inner.title ?? keyToWords(key),
      description: inner.description ?? '',
      unit: inner.unit ?? '',
      whenEmpty: inner.whenEmpty ?? '',
      secret: inner.secret ?? false,
      advanced: inner.advanced ?? false,
      required: required.has(key),
      default: inner.default,
      shape: shapeOf(inner, root),
    }
  })
}

/** Follows `#/$defs/...`, keeping the hints that stand beside the reference; merges a lone `allOf`. */
function deref(node: SchemaNode, root: SchemaNode, depth = 0): SchemaNode {
  if (depth > 8) return {}
  if (node.$ref !== undefined) {
    const target = root.$defs?.[node.$ref.replace('#/$defs/', '')] ?? {}
    return deref({ ...target, ...withoutUndefined({ ...node, $ref: undefined }) }, root, depth + 1)
  }
  if (node.allOf !== undefined) {
    const parts = node.allOf.map(part => withoutUndefined(deref(part, root, depth + 1)))
    return Object.assign({}, ...parts, withoutUndefined({ ...node, allOf: undefined }))
  }
  return node
}

function withoutUndefined(node: SchemaNode): SchemaNode {
  return Object.fromEntries(Object.entries(node).filter(([, value]) => value !== undefined))
}

function shapeOf(node: SchemaNode, root: SchemaNode): Shape {
  if (node.const !== undefined) return { type: 'constant', value: node.const }
  if (node.enum !== undefined) return { type: 'choice', options: node.enum.flatMap(optionOf) }
  const alternatives = (node.anyOf ?? node.oneOf)?.map(inner => deref(inner, root))
  if (alternatives !== undefined) return shapeOfAlternatives(alternatives, root)
  const types = (typeof node.type === 'string' ? [node.type] : (node.type ?? [])).filter(t => t !== 'null')
  if (types.length === 1) return shapeOfType(types[0] ?? '', node, root)
  if (types.length > 1) {
    return shapeOfAlternatives(
      types.map(type => ({ ...node, type })),
      root,
    )
  }
  return { type: 'any' }
}

function shapeOfType(type: string, node: SchemaNode, root: SchemaNode): Shape {
  switch (type) {
    case 'string':
      return {
        type: 'text',
        format: node.format ?? '',
        multiline: node.multiline ?? false,
        input: node.input ?? '',
      }
    case 'number':
    case 'integer':
      return {
        type: 'number',
        integer: type === 'integer',
        ...(node.minimum === undefined ? {} : { min: node.minimum }),
        ...(node.maximum === undefined ? {} : { max: node.maximum }),
      }
    case 'boolean':
      return { type: 'switch' }
    case 'array':
      return listOf(typeof node.items === 'object' ? shapeOf(deref(node.items, root), root) : { type: 'any' })
    case 'object':
      return shapeOfObject(node, root)
    default:
      return { type: 'any' }
  }
}

function shapeOfObject(node: SchemaNode, root: SchemaNode): Shape {
  if (node.properties !== undefined) return { type: 'group', fields: objectFields(node, root) }
  const { additionalProperties } = node
  if (typeof additionalProperties === 'object') {
    return { type: 'pairs', value: shapeOf(deref(additionalProperties, root), root) }
  }
  return { type: 'any' }
}

function listOf(item: Shape): Shape {
  if (item.type === 'text') return { type: 'words', numbers: false }
  if (item.type === 'choice') return { type: 'choices', options: item.options }
  if (item.type === 'number' || item.type === 'any') return { type: 'words', numbers: true }
  return { type: 'list', item }
}

/** A union: simple ones become one input that takes either, the rest a choice of alternatives. */
function shapeOfAlternatives(nodes: readonly SchemaNode[], root: SchemaNode): Shape {
  const inner = nodes.filter(node => node.type !== 'null')
  const shapes = inner.map(node => shapeOf(node, root))
  const [only] = shapes
  if (shapes.length === 1 && only !== undefined) return only
  const types = new Set(shapes.map(shape => shape.type))
  const allIn = (...allowed: readonly Shape['type'][]) => [...types].every(type => allowed.includes(type))
  if (allIn('choice', 'constant')) {
    return { type: 'choice', options: shapes.flatMap(optionsOf) }
  }
  if (types.has('words') && allIn('words', 'text', 'number', 'any')) {
    const numbers = shapes.some(shape => shape.type === 'number' || (shape.type === 'words' && shape.numbers))
    return { type: 'words', numbers }
  }
  if (allIn('text')) return { type: 'text', format: '', multiline: false, input: '' }
  if (allIn('number')) return { type: 'number', integer: false }
  if (allIn('text', 'number', 'switch', 'any', 'constant', 'choice')) return { type: 'any' }
  return {
    type: 'either',
    alternatives: shapes.map((shape, index) => ({
      label: inner[index]?.title ?? alternativeLabel(shape, index),
      shape,
    })),
  }
}

function optionsOf(shape: Shape): readonly Option[] {
  if (shape.type === 'choice') return shape.options
  return shape.type === 'constant' ? optionOf(shape.value) : []
}

function optionOf(value: unknown): readonly Option[] {
  if (typeof value === 'string') return [{ value, label: keyToWords(value) }]
  if (typeof value === 'number' || typeof value === 'boolean') return [{ value, label: String(value) }]
  return []
}

const PLAIN_NAMES: Readonly<Record<Shape['type'], string>> = {
  text: 'Text',
  number: 'Number',
  switch: 'Yes or no',
  choice: 'One of',
  choices: 'Any of',
  words: 'Several',
  list: 'List',
  pairs: 'Names and values',
  group: 'Details',
  either: 'Other',
  constant: 'Fixed',
  any: 'Value',
}

/** An object alternative is named after its fixed property (`type: 'x'`), any other after what it is. */
function alternativeLabel(shape: Shape, index: number): string {
  if (shape.type === 'constant') return keyToWords(String(shape.value))
  if (shape.type !== 'group') return PLAIN_NAMES[shape.type]
  for (const field of shape.fields) {
    if (field.shape.type === 'constant') return keyToWords(String(field.shape.value))
  }
  return shape.fields.map(field => field.title).join(', ') || `Variant ${index + 1}`
}
