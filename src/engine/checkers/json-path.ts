/** One step of a path: a name in an object, or a place in a list counted from 0. */
export type JsonStep = string | number

/** What a path led to; where it led nowhere, the part of it that still existed. */
export type JsonFinding =
  | { readonly found: true; readonly value: unknown }
  | { readonly found: false; readonly upTo: string }

/** How a path may be written, for the form's hint. */
export const JSON_PATH_HINT =
  'Names separated by dots, places in lists in brackets: checks.database.healthy, items[0].name. Names with dots or brackets in quotes: ["my.name"]. A leading $ stands for the whole document.'

const STEP = /\.?([^.[\]"']+)|\[(\d{1,9})\]|\["([^"]*)"\]|\['([^']*)'\]/y

/** Parses a path such as `$.checks[0]["my.name"]`; undefined where it is not one. */
export function parseJsonPath(path: string): readonly JsonStep[] | undefined {
  const steps: JsonStep[] = []
  let at = path.startsWith('$') ? 1 : 0
  while (at < path.length) {
    STEP.lastIndex = at
    const match = STEP.exec(path)
    // The dot is only needed, and only allowed, between names.
    if (!match || (at > 0 && match[1] !== undefined && path[at] !== '.')) return undefined
    if (at === 0 && path.startsWith('.')) return undefined
    const [whole, name, index, doubleQuoted, singleQuoted] = match
    steps.push(index === undefined ? (name ?? doubleQuoted ?? singleQuoted ?? '') : Number(index))
    at += whole.length
  }
  return path === '' ? undefined : steps
}

/** Follows a path into parsed JSON. Only what the document itself holds is found. */
export function readJsonPath(document: unknown, steps: readonly JsonStep[]): JsonFinding {
  let value = document
  for (const [depth, step] of steps.entries()) {
    const holder: unknown = value
    if (typeof step === 'number' && Array.isArray(holder) && step < holder.length) value = holder[step]
    else if (typeof step === 'string' && isObject(holder) && Object.hasOwn(holder, step)) value = holder[step]
    else return { found: false, upTo: showJsonPath(steps.slice(0, depth)) }
  }
  return { found: true, value }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function showJsonPath(steps: readonly JsonStep[]): string {
  return steps
    .map(step => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '')
}
