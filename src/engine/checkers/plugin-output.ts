import { stripVTControlCharacters } from 'node:util'
import { printable, shorten } from './printable-text.ts'

/** One value of a monitoring plug-in's performance data, as in `'label'=value[UOM];warn;crit;min;max`. */
export interface PerformanceValue {
  readonly label: string
  /** null where the plug-in printed `U`: it could not tell. */
  readonly value: number | null
  /** Unit as printed: "s", "ms", "%", "B", "c" or empty. */
  readonly unit: string
  /** Thresholds as printed, since they may be ranges such as "10:20" or "@5:". */
  readonly warning?: string
  readonly critical?: string
  readonly minimum?: number
  readonly maximum?: number
}

/** What a plug-in printed, taken apart. */
export interface PluginOutput {
  /** The first line without performance data, safe to show, at most 300 characters; empty where there is none. */
  readonly message: string
  /** The lines after the first, at most 2000 characters. */
  readonly longText: string
  readonly performanceData: readonly PerformanceValue[]
  /** It is mostly bytes that are no text. */
  readonly binary: boolean
}

const MESSAGE_LENGTH = 300
const LONG_TEXT_LENGTH = 2000
const MAXIMUM_VALUES = 100

/**
 * Reads the output of a monitoring plug-in (Monitoring Plugins Development Guidelines, "Plugin Output" and
 * "Performance data"). Never throws: what it cannot read as performance data it leaves out.
 */
export function readPluginOutput(output: string): PluginOutput {
  const binary = isMostlyBinary(output)
  if (binary) return { message: '', longText: '', performanceData: [], binary }
  const lines = output.split(/\r?\n/)
  const first = lines.findIndex(line => line.trim() !== '')
  const [text, firstData] = splitOnce(lines[first] ?? '', '|')
  const [longText, moreData] = splitOnce(lines.slice(first + 1).join('\n'), '|')
  return {
    message: shorten(printable(text).trim(), MESSAGE_LENGTH),
    longText: shorten(printable(longText).trim(), LONG_TEXT_LENGTH),
    performanceData: readPerformanceData(`${firstData} ${moreData}`),
    binary,
  }
}

/** Reads performance data: values separated by white space, labels quoted where they hold spaces or `=`. */
export function readPerformanceData(text: string): readonly PerformanceValue[] {
  const found: PerformanceValue[] = []
  for (const word of unquotedWords(text)) {
    const value = readPerformanceValue(word)
    if (value) found.push(value)
    if (found.length === MAXIMUM_VALUES) break
  }
  return found
}

function readPerformanceValue(word: string): PerformanceValue | null {
  const match = /^(?:'(.+)'|([^'=]+))=([-+]?[\d.]+(?:e[-+]?\d+)?|U)([^;\d]{0,20})(;.*)?$/i.exec(word)
  if (!match) return null
  const [, quoted, plain = '', amount = '', unit = '', rest = ''] = match
  const value = amount.toUpperCase() === 'U' ? null : Number(amount)
  if (Number.isNaN(value)) return null
  const [, warning, critical, minimum, maximum] = rest.split(';')
  return {
    label: shorten(printable(quoted?.replaceAll("''", "'") ?? plain), 100),
    value,
    unit: printable(unit),
    ...(warning ? { warning: shorten(printable(warning), 50) } : {}),
    ...(critical ? { critical: shorten(printable(critical), 50) } : {}),
    ...(isNumber(minimum) ? { minimum: Number(minimum) } : {}),
    ...(isNumber(maximum) ? { maximum: Number(maximum) } : {}),
  }
}

/** Words between white space that stands outside single quotes. One pass, since a plug-in may print anything. */
function* unquotedWords(text: string): Generator<string> {
  let start = 0
  let quoted = false
  for (let at = 0; at <= text.length; at++) {
    const character = text[at]
    if (character === "'") quoted = !quoted
    const isBreak = character === undefined || (!quoted && /\s/.test(character))
    if (!isBreak) continue
    if (at > start) yield text.slice(start, at)
    start = at + 1
  }
}

function isMostlyBinary(text: string): boolean {
  const start = stripVTControlCharacters(text.slice(0, 4096))
  const odd = start.match(/\u{fffd}|[^\P{Cc}\n\r\t]/gu)?.length ?? 0
  return odd > start.length * 0.2
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

function isNumber(text: string | undefined): text is string {
  return text !== undefined && text !== '' && Number.isFinite(Number(text))
}
