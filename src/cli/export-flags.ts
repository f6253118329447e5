import { extname } from 'node:path'
import { parseArgs } from 'node:util'
import { closestFormat } from '#engine/reports/closest-format.ts'
import type { ReportFormat } from '#engine/reports/report-format.ts'
import { MOMENT_WORDS, parseMoment, type TimeRange } from '#shared/report-range.ts'
import { type ReportOrder, reportLevelSchema, reportPartSchema } from '#shared/reports.ts'
import { CliError } from './cli-error.ts'
import { EXIT_USAGE } from './exit-codes.ts'

/** What `export` was asked for. */
export interface ExportFlags {
  readonly help: boolean
  readonly order: ReportOrder
  /** A file, a folder, or `-` for standard output. */
  readonly output: string
  readonly overwrite: boolean
  /** As given; left out where it was not. */
  readonly dataDir: string | undefined
}

const text = { type: 'string' } as const
const flag = { type: 'boolean', default: false } as const

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        ...{ format: text, from: text, to: text, output: text, level: text, part: text, 'data-dir': text },
        ...{ monitors: { type: 'string', multiple: true }, overwrite: flag, help: flag },
      },
    }).values
  } catch (error) {
    const [reason = ''] = String(error instanceof Error ? error.message : error).split(/\.\s|\n/, 1)
    throw new CliError(`${reason.replace(/\.$/, '')}. See export --help for what there is.`, EXIT_USAGE)
  }
}

/**
 * Reads the words after `export`.
 *
 * @param now in ms
 * @throws CliError with what is wrong, and what would be right
 */
export function readExportFlags(
  args: readonly string[],
  formats: readonly ReportFormat[],
  now: number,
  timeZone: string,
): ExportFlags {
  const values = parsed(args)
  const { output = '.', overwrite, help } = values
  const range = help ? { fromMs: 0, toMs: 1 } : readRange(values.from, values.to, now, timeZone)
  const format = values.format ?? formatOfFile(output, formats)
  if (!formats.some(({ name }) => name === format))
    throw new CliError(closestFormat(format, formats), EXIT_USAGE)
  const level =
    values.level === undefined ? undefined : word('level', values.level, reportLevelSchema.options)
  const part = values.part === undefined ? undefined : word('part', values.part, reportPartSchema.options)
  const parts = formats.find(({ name }) => name === format)?.parts ?? []
  if (part !== undefined && !parts.includes(part)) {
    throw new CliError(
      parts.length === 0
        ? `A report as ${format} holds all its parts; leave --part out.`
        : `A report as ${format} has no part "${part}". There are ${parts.join(', ')}.`,
      EXIT_USAGE,
    )
  }
  const monitors = values.monitors?.flatMap(ids => ids.split(',').map(id => id.trim())).filter(Boolean)
  if (monitors?.length === 0) {
    throw new CliError('--monitors names none. Give ids separated by commas, or leave it out.', EXIT_USAGE)
  }
  return {
    ...{ help, output, overwrite, dataDir: values['data-dir'] },
    order: {
      ...{ format, ...range, monitors: monitors ? [...new Set(monitors)] : null },
      ...(level && { level }),
      ...(part && { part }),
    },
  }
}

function word<const T extends string>(name: string, given: string, known: readonly T[]): T {
  const found = known.find(candidate => candidate === given)
  if (found !== undefined) return found
  throw new CliError(`There is no ${name} "${given}". There are ${known.join(', ')} (--${name}).`, EXIT_USAGE)
}

/** By the end of the file's name; CSV where that says nothing. */
function formatOfFile(output: string, formats: readonly ReportFormat[]): string {
  const extension = extname(output).slice(1).toLowerCase()
  return formats.find(format => format.extension === extension && extension !== '')?.name ?? 'csv'
}

function readRange(
  from: string | undefined,
  to: string | undefined,
  now: number,
  timeZone: string,
): TimeRange {
  const moment = (name: string, given: string) => {
    const range = parseMoment(given, now, timeZone)
    if (range) return range
    throw new CliError(`"${given}" is no moment. Give ${MOMENT_WORDS} (--${name}).`, EXIT_USAGE)
  }
  const begin = from === undefined ? null : moment('from', from)
  const end = to === undefined ? null : moment('to', to)
  // "--from yesterday" alone is the whole of it; after a moment it goes on to now.
  const isPeriod = begin !== null && begin.fromMs < begin.toMs && isNamed(from)
  const toMs = end?.toMs ?? (isPeriod ? begin.toMs : now)
  const fromMs = begin?.fromMs ?? (end !== null && end.fromMs < end.toMs ? end.fromMs : toMs - 86_400_000)
  if (fromMs >= toMs) {
    throw new CliError(
      `The report would end (${new Date(toMs).toISOString()}) before it begins (${new Date(fromMs).toISOString()}). Change --from or --to.`,
      EXIT_USAGE,
    )
  }
  return { fromMs, toMs }
}

/** A period that has a name: a date alone says only when to begin. */
const isNamed = (given: string | undefined): boolean =>
  given !== undefined && /^(yesterday|last-)/i.test(given.trim())
