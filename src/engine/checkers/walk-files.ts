import type { Dirent, Stats } from 'node:fs'
import { opendir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** A regular file that was found. */
export interface FoundFile {
  /** Below the directory walked, with `/` between its parts on every system. */
  readonly path: string
  readonly bytes: number
  /** When it was last written, in ms since the epoch. */
  readonly modifiedAt: number
}

/** Which files to find. */
export interface Walk {
  readonly directory: string
  /** Whether a file counts, by its path below the directory. */
  readonly matches: (path: string) => boolean
  /** Levels to go down: 1 is the directory itself. */
  readonly depth: number
  /** Entries to look at, at the most. */
  readonly maximumEntries: number
  readonly signal: AbortSignal
}

/** What a walk met besides the files it found. */
export interface WalkEnd {
  readonly entries: number
  /** Directories that this user may not read, or that vanished meanwhile. */
  readonly unreadable: number
  /** It stopped early, at `maximumEntries`. */
  readonly stopped: boolean
}

/** Files whose facts are asked for at once. */
const BATCH = 32

/**
 * Calls `found` for every matching regular file below a directory. Links to files count as what they lead to; links to
 * directories are not followed, so a loop of them cannot hold it. Rejects with the system's error where the directory
 * itself cannot be read, and with the signal's reason when aborted.
 */
export async function walkFiles(walk: Walk, found: (file: FoundFile) => void): Promise<WalkEnd> {
  const { directory, matches, depth, maximumEntries, signal } = walk
  const waiting: { readonly path: string; readonly level: number }[] = [{ path: '', level: 1 }]
  let entries = 0
  let unreadable = 0
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { path: below, level } = next
    const candidates: string[] = []
    const flush = async () => {
      for (const file of await Promise.all(candidates.splice(0).map(path => factsOf(directory, path)))) {
        if (file) found(file)
      }
    }
    try {
      for await (const entry of await opendir(join(directory, below))) {
        signal.throwIfAborted()
        entries++
        if (entries > maximumEntries) return { entries: maximumEntries, unreadable, stopped: true }
        const path = below === '' ? entry.name : `${below}/${entry.name}`
        if (entry.isDirectory() && level < depth) waiting.push({ path, level: level + 1 })
        if (mayBeFile(entry) && matches(path)) candidates.push(path)
        if (candidates.length === BATCH) await flush()
      }
      await flush()
    } catch (error) {
      signal.throwIfAborted()
      if (below === '') throw error
      unreadable++
    }
  }
  return { entries, unreadable, stopped: false }
}

function mayBeFile(entry: Dirent): boolean {
  return entry.isFile() || entry.isSymbolicLink()
}

/** A file's facts; null where it is gone meanwhile or is no regular file. */
async function factsOf(directory: string, path: string): Promise<FoundFile | null> {
  const facts: Stats | null = await stat(join(directory, path)).catch(() => null)
  return facts?.isFile() ? { path, bytes: facts.size, modifiedAt: facts.mtimeMs } : null
}
