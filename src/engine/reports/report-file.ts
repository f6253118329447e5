import { randomBytes } from 'node:crypto'
import { type FileHandle, link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join, parse } from 'node:path'
import { writeFailure } from './report-failure.ts'
import type { ReportSink } from './report-format.ts'

export interface ReportFileOptions {
  readonly folder: string
  /** As it should be called; a number is added where there is such a file already, unless that may be replaced. */
  readonly fileName: string
  readonly replace?: boolean
  /** Makes the folder where it is missing. */
  readonly makeFolder?: boolean
  /** Writes all of it. */
  readonly write: (sink: ReportSink) => Promise<void>
  /** Told how much has been written, in bytes. */
  readonly onBytes?: (bytes: number) => void
  readonly signal: AbortSignal
}

export interface WrittenFile {
  readonly path: string
  readonly bytes: number
}

/** Written to the disk in pieces of about this many characters or bytes. */
const PIECE = 128 * 1024
/** Free names that are looked for: report.csv, report-2.csv ... */
const MOST_NAMES = 10_000

const LEFTOVER = /^\.traylight-report-(\d+)-[0-9a-f]{12}\.part$/
/** A file of a process that cannot be asked whether it lives belongs to nobody after this long, in ms. */
const LEFTOVER_AGE_MS = 86_400_000
/** By so much the clock of a disk may differ from ours, in ms. */
const CLOCK_MS = 60_000

/**
 * Writes a report under a temporary name beside where it will be, and renames it once all of it is on the disk. Whatever
 * goes wrong, and when it is cancelled, nothing is left of it.
 *
 * @throws ReportFailure where the folder or its disk cannot take it; what `write` throws; the signal's reason
 */
export async function writeReportFile(options: ReportFileOptions): Promise<WrittenFile> {
  const { folder, fileName, signal } = options
  try {
    if (options.makeFolder) await mkdir(folder, { recursive: true, mode: 0o700 })
    await removeLeftovers(folder)
    const temporary = join(folder, `.traylight-report-${process.pid}-${randomBytes(6).toString('hex')}.part`)
    signal.throwIfAborted()
    const handle = await open(temporary, 'wx', 0o600)
    try {
      const bytes = await writeAll(handle, options)
      signal.throwIfAborted()
      const path = options.replace
        ? await replaced(temporary, join(folder, fileName))
        : await placed(temporary, folder, fileName)
      await syncFolder(folder)
      return { path, bytes }
    } catch (error) {
      await handle.close().catch(() => undefined)
      await rm(temporary, { force: true })
      throw error
    }
  } catch (error) {
    throw writeFailure(error, folder)
  }
}

/** Removes what a process that is no more has left unfinished in a folder. */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names) {
    const pid = LEFTOVER.exec(name)?.[1]
    if (pid === undefined) continue
    const file = join(folder, name)
    const writtenAt = (await stat(file).catch(() => undefined))?.mtimeMs
    if (writtenAt !== undefined && isLeftover(Number(pid), writtenAt))
      await rm(file, { force: true }).catch(() => undefined)
  }
}

function isLeftover(pid: number, writtenAt: number): boolean {
  const age = Date.now() - writtenAt
  // In a container every process of ours has the same id.
  if (pid === process.pid) return age > process.uptime() * 1000 + CLOCK_MS
  return !isAlive(pid) || age > LEFTOVER_AGE_MS
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

async function writeAll(handle: FileHandle, { write, onBytes, signal }: ReportFileOptions): Promise<number> {
  let text = ''
  let chunks: Uint8Array[] = []
  let waiting = 0
  let bytes = 0
  const flush = async () => {
    signal.throwIfAborted()
    takeText()
    if (chunks.length === 0) return
    const [only, ...more] = chunks
    const piece = only !== undefined && more.length === 0 ? only : Buffer.concat(chunks)
    chunks = []
    waiting = 0
    await handle.writeFile(piece)
    bytes += piece.byteLength
    onBytes?.(bytes)
  }
  const takeText = () => {
    if (text !== '') chunks.push(Buffer.from(text, 'utf8'))
    text = ''
  }
  const sink: ReportSink = {
    async write(piece) {
      waiting += piece.length
      if (typeof piece === 'string') text += piece
      else {
        takeText()
        // A copy: who writes may go on to use its buffer.
        chunks.push(Uint8Array.from(piece))
      }
      if (waiting >= PIECE) await flush()
    },
  }
  await write(sink)
  await flush()
  await handle.sync()
  await handle.close()
  return bytes
}

async function replaced(temporary: string, target: string): Promise<string> {
  await rename(temporary, target)
  return target
}

/** Gives it the first name that is free; another program that takes the same at this moment loses nothing. */
async function placed(temporary: string, folder: string, fileName: string): Promise<string> {
  const { name, ext } = parse(fileName)
  for (let count = 1; count <= MOST_NAMES; count++) {
    const target = join(folder, count === 1 ? fileName : `${name}-${count}${ext}`)
    if (await claimed(temporary, target)) return target
  }
  throw new Error(`There is no free name for ${fileName} in ${folder}.`)
}

/** False where there is such a file. A link fails there at once; where there are no links, an empty file holds the place. */
async function claimed(temporary: string, target: string): Promise<boolean> {
  try {
    await link(temporary, target)
    await rm(temporary, { force: true })
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
  }
  try {
    await (await open(target, 'wx', 0o600)).close()
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
  await rename(temporary, target)
  return true
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

/** Makes the new name survive a power cut. Windows cannot open folders, and some network disks cannot either. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r').catch(() => null)
  await handle?.sync().catch(() => undefined)
  await handle?.close()
}
