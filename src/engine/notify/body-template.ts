import { closestWord } from '#shared/closest-word.ts'
import { SAMPLE_DOCUMENT } from './notification-document.ts'
import type { NotificationDocument } from './notification-schema.ts'

/** `{{title}}`, `{{json incidents}}`, `{{url incidents.0.name}}`. */
const PLACEHOLDER = /\{\{\s*(?:(json|url)\s+)?([\w.]+)\s*\}\}/g
/** What looks like a placeholder and is none. */
const BRACES = /\{\{|\}\}/

const NAMES = Object.keys(SAMPLE_DOCUMENT)

/** How a text is written where the body's content type puts it, so that it cannot end what it stands in. */
type Escape = (text: string) => string

const inJson: Escape = text => JSON.stringify(text).slice(1, -1)
const inXml: Escape = text => text.replaceAll(/[&<>"']/g, character => `&#${character.codePointAt(0) ?? 0};`)
const inForm: Escape = text => encodeURIComponent(text)

function escapeFor(contentType: string): Escape {
  if (/[/+]json\b/i.test(contentType)) return inJson
  if (/[/+]xml\b|\/html\b/i.test(contentType)) return inXml
  if (/x-www-form-urlencoded/i.test(contentType)) return inForm
  return text => text
}

/** What is wrong with a template, as a sentence; null where nothing is. */
export function templateProblem(template: string, contentType: string): string | null {
  const unknown = [...template.matchAll(PLACEHOLDER)]
    .map(([, , path = '']) => path.split('.')[0] ?? '')
    .find(name => !NAMES.includes(name))
  if (unknown !== undefined) {
    const meant = closestWord(unknown, NAMES)
    const question = meant === undefined ? ` There are: ${NAMES.join(', ')}.` : ` Did you mean "${meant}"?`
    return `There is nothing called "${unknown}" to fill in.${question}`
  }
  if (BRACES.test(template.replaceAll(PLACEHOLDER, ''))) {
    return 'A placeholder is {{name}}, {{json name}} or {{url name}}, such as {{title}} or {{incidents.0.name}}.'
  }
  if (escapeFor(contentType) !== inJson) return null
  try {
    JSON.parse(fillTemplate(template, SAMPLE_DOCUMENT, contentType))
    return null
  } catch {
    return 'This is no JSON once it is filled in. Put {{title}} between quotes, or write {{json title}} without.'
  }
}

/**
 * A template with its placeholders filled in, once: what is filled in is not read again. `{{name}}` is escaped for the content
 * type, between quotes where that is JSON; `{{json name}}` is a whole JSON value; `{{url name}}` a part of an address.
 * What is not there is empty, as JSON null.
 */
export function fillTemplate(template: string, document: NotificationDocument, contentType: string): string {
  const escapeText = escapeFor(contentType)
  return template.replaceAll(PLACEHOLDER, (_, form: string | undefined, path: string) => {
    const value = valueAtPath(document, path.split('.'))
    if (form === 'url') return encodeURIComponent(textOf(value))
    if (form !== 'json') return escapeText(textOf(value))
    const json = JSON.stringify(value ?? null)
    return escapeText === inJson ? json : escapeText(json)
  })
}

function valueAtPath(value: unknown, path: readonly string[]): unknown {
  const [key, ...rest] = path
  if (key === undefined) return value
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  return valueAtPath(Object.entries(value).find(([name]) => name === key)?.[1], rest)
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
