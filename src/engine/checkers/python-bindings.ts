/** A statement of a module, without comments and with its texts emptied. */
interface Statement {
  /** Columns before it. */
  readonly indent: number
  readonly text: string
}

/** What stands below these is not of the module, or is not run when it is imported. */
const HIDES = /^(?:async\s+def|def|class)\b|^if\s+(?:\w+\.)?TYPE_CHECKING\s*:|^if\s+__name__\s*==/

/** Whether the source of a Python module binds a name at its top level. It is only read, as far as that needs. */
export function bindsName(source: string, name: string): boolean {
  if (!source.includes(name)) return false
  for (const statement of topLevel(source)) if (binds(statement, name)) return true
  return false
}

/** Whether the source of a Python module has a `from ... import *` at its top level. */
export function importsEverything(source: string): boolean {
  for (const statement of topLevel(source)) if (/^from\s+\S+\s+import\s*\*/.test(statement)) return true
  return false
}

/** What runs when the module is imported: also what stands under `if`, `try` and `with`. */
function* topLevel(source: string): Generator<string> {
  let hiddenBelow = Number.POSITIVE_INFINITY
  for (const { indent, text } of statementsOf(source)) {
    if (indent > hiddenBelow) continue
    hiddenBelow = HIDES.test(text) ? indent : Number.POSITIVE_INFINITY
    // A block on the line of its head is of the module too, unless the head hides it.
    const block = /^(?:if|elif|else|try|except|finally|with)\b[^:]*:(?!=)\s*(?=\S)/
    yield hiddenBelow === indent ? text : text.replace(block, '')
  }
}

function binds(statement: string, name: string): boolean {
  const [, defined] = /^(?:async\s+def|def|class|type)\s+([^\s(:=[]+)/.exec(statement) ?? []
  if (defined === name) return true
  const [, imported] = /^from\b.*?\bimport\b(.*)$/.exec(statement) ?? []
  if (imported !== undefined) return itemsOf(imported).some(item => boundBy(item) === name)
  const [, modules] = /^import\s(.*)$/.exec(statement) ?? []
  if (modules !== undefined) return itemsOf(modules).some(item => boundBy(item) === name)
  return targetsOf(statement).includes(name)
}

/** `a as b` binds b, `a.b` binds a. */
function boundBy(item: string): string {
  const [whole = '', , as] = item.split(/\s+/)
  return as ?? whole.split('.')[0] ?? ''
}

function itemsOf(list: string): readonly string[] {
  return list
    .replaceAll(/[()[\]]/g, ' ')
    .split(',')
    .map(item => item.trim())
}

/** The names that `a = b, *c = ...` and `a: int` give a value to. */
function targetsOf(statement: string): readonly string[] {
  const parts = statement.split(/(?<![=!<>:+\-*/%&|^@])=(?!=)/)
  const targets = parts.length > 1 ? parts.slice(0, -1) : parts.filter(part => part.includes(':'))
  return targets
    .map(target => target.split(':')[0] ?? '')
    .filter(target => !isPartOf(target))
    .flatMap(target => itemsOf(target).map(item => item.replace(/^\*/, '').trim()))
}

/** Whether a target is an item of something (`a[b]`), or stands inside a call (`f(a=...)`). */
function isPartOf(target: string): boolean {
  return /[^\s,(['"]\s*[([]/.test(target) || /[([](?![^)\]]*[)\]])/.test(target)
}

/** Reads the statements of a source, one pass from its beginning to its end. Lines that go on become one. */
function* statementsOf(source: string): Generator<Statement> {
  let text = ''
  let indent = 0
  let depth = 0
  let atLineStart = true
  // Comments, line breaks, the quotes of texts, brackets, semicolons, white space, and all else.
  const token = /#[^\n]*|\\\r?\n|\r?\n|"""|'''|["']|[([{]|[)\]}]|;|[^\S\n]+|[^\s#\\"'()[\]{};]+|[\s\S]/y
  const read = source.replace(/^\u{feff}/u, '')
  for (let match = token.exec(read); match; match = token.exec(read)) {
    const [word] = match
    const first = word[0] ?? ''
    if (first === '"' || first === "'") {
      token.lastIndex = endOfText(read, token.lastIndex, word)
      text += '""'
    } else if (first === '#') continue
    else if (first === '\\' && word.length > 1) text += ' '
    else if (first === '\n' || first === '\r' || (first === ';' && depth === 0)) {
      if (depth > 0) text += ' '
      else {
        if (text.trim() !== '') yield { indent, text: text.trim() }
        text = ''
        if (first !== ';') {
          indent = 0
          atLineStart = true
          continue
        }
      }
    } else if (/\s/.test(first)) {
      if (atLineStart && depth === 0) indent = columnsOf(word)
      text += ' '
    } else {
      if (/[([{]/.test(first)) depth++
      else if (/[)\]}]/.test(first)) depth = Math.max(0, depth - 1)
      text += word
    }
    atLineStart = false
  }
  if (text.trim() !== '') yield { indent, text: text.trim() }
}

/** Where a text ends: behind its closing quotes, or where it should have ended at the latest. */
function endOfText(source: string, from: number, quotes: string): number {
  const end = quotes.length === 3 ? /\\[\s\S]|"""|'''/g : /\\[\s\S]|["'\n]/g
  end.lastIndex = from
  for (let match = end.exec(source); match; match = end.exec(source)) {
    if (match[0] === quotes) return end.lastIndex
    if (match[0] === '\n') return match.index
  }
  return source.length
}

/** As Python counts: a tab goes to the next column of eight. */
function columnsOf(space: string): number {
  return [...space].reduce((column, letter) => (letter === '\t' ? column + 8 - (column % 8) : column + 1), 0)
}
