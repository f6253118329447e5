import { type FileHandle, open } from 'node:fs/promises'
import type { IncidentLog } from '#shared/incidents.ts'
import { printable, shorten } from '../checkers/printable-text.ts'
import { lineTime } from './line-time.ts'

/** The lines of a log around something that happened, and whether there were more. */
export type FoundLines = Pick<IncidentLog, 'lines' | 'more' | 'problem'>

export interface LineRange {
  readonly fromMs: number
  readonly toMs: number
  /** At most so many lines, the last ones of the range. */
  readonly limit: number
}

/** Read from the end of the file, a piece at a time, and no more than this. In bytes. */
const PIECE_BYTES = 65_536
const MOST_BYTES = 8 * 2 ** 20
const LINE_LENGTH = 2000

/**
 * The lines of a file that were written within a range of time. It is read from its end back to where the range begins.
 * A line without a time belongs to the one before it.
 */
export async function fileLines(
  file: string,
  { fromMs, toMs, limit }: LineRange,
  now: number,
  signal: AbortSignal,
): Promise<FoundLines> {
  let handle: FileHandle | null = null
  try {
    handle = await open(file, 'r')
    const { lines, isWhole } = await linesFromEnd(handle, fromMs, now, signal)
    const inRange = lines.filter(({ at }) => at !== null && at >= fromMs && at < toMs)
    const isTimed = lines.some(({ at }) => at !== null)
    if (!isTimed && lines.length > 0) {
      return nothing(`No line of ${file} says when it was written, so none can be told to belong to it.`)
    }
    if (inRange.length === 0 && !isWhole) {
      return nothing(`The last ${MOST_BYTES / 2 ** 20} MB of ${file} do not go back that far.`)
    }
    return { lines: inRange.slice(-limit), more: inRange.length > limit, problem: '' }
  } catch (error) {
    signal.throwIfAborted()
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'ENOENT') return nothing(`${file} does not exist. Check its path.`)
    if (code === 'EACCES') return nothing(`${file} may not be read by the user that runs Traylight.`)
    if (code === 'EISDIR') return nothing(`${file} is a directory. Name a file in it.`)
    return nothing(`${file} could not be read (${code || 'unknown error'}).`)
  } finally {
    await handle?.close()
  }
}

const nothing = (problem: string): FoundLines => ({ lines: [], more: false, problem })

async function linesFromEnd(handle: FileHandle, fromMs: number, now: number, signal: AbortSignal) {
  const { size } = await handle.stat()
  const least = Math.max(0, size - MOST_BYTES)
  const pieces: Buffer[] = []
  let begin = size
  while (begin > least) {
    signal.throwIfAborted()
    const length = Math.min(PIECE_BYTES, begin - least)
    const piece = Buffer.alloc(length)
    const { bytesRead } = await handle.read(piece, 0, length, begin - length)
    if (bytesRead < length) break
    begin -= length
    pieces.unshift(piece)
    const first = firstTime(piece.toString('utf8'), now)
    if (first !== null && first < fromMs) break
  }
  const text = Buffer.concat(pieces).toString('utf8')
  // Where the reading begins within a line, that one is left out.
  const whole = begin === 0 ? text : text.slice(text.indexOf('\n') + 1)
  return { lines: timed(whole, now), isWhole: begin === 0 || begin > least }
}

function firstTime(text: string, now: number): number | null {
  for (const line of text.split('\n').slice(1)) {
    const at = lineTime(line, now)
    if (at !== null) return at
  }
  return null
}

function timed(text: string, now: number) {
  let latest: number | null = null
  return text
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => {
      latest = lineTime(line, now) ?? latest
      return { at: latest, text: shorten(printable(line).trimEnd(), LINE_LENGTH) }
    })
}
