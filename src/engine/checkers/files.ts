import type { Stats } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import picomatch from 'picomatch'
import { z } from 'zod'
import { type CheckContext, CheckFailure, type CheckOutcome, defineChecker } from './checker.ts'
import { expandHome, FULL_PATH_HINT, isFullPath } from './full-path.ts'
import { inSeconds, passedDeadline } from './passed-deadline.ts'
import { printable, shorten } from './printable-text.ts'
import { type FoundFile, type WalkEnd, walkFiles } from './walk-files.ts'

const count = z.int().min(0)
const seconds = z.number().positive()
const bytes = z.int().min(0)

const schema = z
  .strictObject({
    path: z
      .string()
      .min(1, 'Name a directory or a file.')
      .refine(path => !path.includes('\0'), 'A path cannot contain a null character.')
      .refine(isFullPath, FULL_PATH_HINT)
      .meta({ title: 'Path', description: 'A directory, or one file.' }),
    glob: z.string().min(1).max(1000).optional().meta({
      title: 'Files',
      description:
        'Which files of the directory count: *.log, **/*.luau, {a,b}/*.json. All below it if left out.',
    }),
    minimumCount: count.optional().meta({
      title: 'At least',
      description: '1 if left out, or 0 where there is a largest number.',
      unit: 'files',
    }),
    maximumCount: count.optional().meta({ title: 'At most', unit: 'files' }),
    newestWithinSeconds: seconds.optional().meta({
      title: 'Newest not older than',
      description: 'A backup or report that stopped being written is found by this.',
      unit: 's',
    }),
    oldestWithinSeconds: seconds.optional().meta({
      title: 'Oldest not older than',
      description: 'A queue that is no longer worked off is found by this.',
      unit: 's',
      advanced: true,
    }),
    newestMinimumBytes: bytes.optional().meta({
      title: 'Newest at least',
      description: 'A backup that was written empty is found by this.',
      unit: 'bytes',
    }),
    minimumBytes: bytes.optional().meta({ title: 'Together at least', unit: 'bytes', advanced: true }),
    maximumBytes: bytes.optional().meta({ title: 'Together at most', unit: 'bytes', advanced: true }),
    maximumEntries: z.int().min(1).max(1_000_000).default(100_000).meta({
      title: 'Look at no more than',
      description: 'A directory with more entries, those below it included, is not read to its end.',
      unit: 'entries',
      advanced: true,
    }),
  })
  .refine(target => (target.minimumCount ?? 0) <= (target.maximumCount ?? Number.POSITIVE_INFINITY), {
    message: 'The smallest number of files must not be above the largest.',
    path: ['minimumCount'],
  })
  .refine(target => (target.minimumBytes ?? 0) <= (target.maximumBytes ?? Number.POSITIVE_INFINITY), {
    message: 'The smallest size must not be above the largest.',
    path: ['minimumBytes'],
  })
type FilesTarget = z.infer<typeof schema>

/** What was found, gathered while it is found: a directory may hold more files than memory should. */
interface Tally {
  count: number
  totalBytes: number
  newest: FoundFile | null
  oldest: FoundFile | null
}

/** Counts the files at a path and looks at their age and size. */
export const filesChecker = defineChecker<FilesTarget>({
  kind: 'files',
  title: 'Files',
  summary: 'Counts files and looks at their age and size.',
  schema,
  defaults: { category: 'system' },
  whatToCheck: [
    'Look at the directory as the user that runs Traylight: ls -la PATH.',
    'Files that are too old or missing: see whether the program that writes them still runs.',
    'Too many files: see whether the program that works them off or cleans up still runs.',
    'On a network drive, check that it is mounted.',
  ],
  describe: target => ({ text: placeText(target), host: null }),
  async check(target, context) {
    const started = context.clock.monotonic()
    const tally: Tally = { count: 0, totalBytes: 0, newest: null, oldest: null }
    try {
      const end = await gather(target, context.signal, tally)
      return judge(target, tally, end, context, context.clock.monotonic() - started)
    } catch (error) {
      throw explain(error, target, tally, context)
    }
  },
})

function placeText({ path, glob }: FilesTarget): string {
  if (glob === undefined) return path
  return /[/\\]$/.test(path) ? `${path}${glob}` : `${path}/${glob}`
}

async function gather(target: FilesTarget, signal: AbortSignal, tally: Tally): Promise<WalkEnd> {
  signal.throwIfAborted()
  const directory = expandHome(target.path)
  const facts: Stats = await stat(directory)
  const add = (file: FoundFile) => {
    tally.count++
    tally.totalBytes += file.bytes
    if (!tally.newest || file.modifiedAt > tally.newest.modifiedAt) tally.newest = file
    if (!tally.oldest || file.modifiedAt < tally.oldest.modifiedAt) tally.oldest = file
  }
  if (facts.isDirectory()) {
    const { matches, depth } = readGlob(target.glob)
    return walkFiles({ directory, matches, depth, maximumEntries: target.maximumEntries, signal }, add)
  }
  if (target.glob !== undefined) {
    throw new CheckFailure(
      'misconfigured',
      `${target.path} is no directory, so it has no files that match ${target.glob}.`,
    )
  }
  if (!facts.isFile()) {
    throw new CheckFailure('misconfigured', `${target.path} is neither a file nor a directory.`)
  }
  add({ path: basename(directory), bytes: facts.size, modifiedAt: facts.mtimeMs })
  return { entries: 1, unreadable: 0, stopped: false }
}

/** How to match, and how far down a match can be, so that a plain `*.log` does not read a whole tree. */
function readGlob(glob: string | undefined): { matches: (path: string) => boolean; depth: number } {
  if (glob === undefined) return { matches: () => true, depth: Number.POSITIVE_INFINITY }
  const matcher = picomatch(glob, { dot: true })
  const isBounded = !/\*\*|[()!]/.test(glob)
  return {
    matches: path => matcher(path),
    depth: isBounded ? glob.split('/').length : Number.POSITIVE_INFINITY,
  }
}

function judge(
  target: FilesTarget,
  tally: Tally,
  end: WalkEnd,
  { clock }: CheckContext,
  responseTimeMs: number,
): CheckOutcome {
  const now = clock.now()
  const details = {
    count: tally.count,
    totalBytes: tally.totalBytes,
    ...fileDetails('newest', tally.newest, now),
    ...fileDetails('oldest', tally.oldest, now),
    ...(end.unreadable > 0 ? { unreadableDirectories: end.unreadable } : {}),
  }
  if (end.stopped) {
    throw new CheckFailure(
      'misconfigured',
      `${target.path} has more than ${end.entries} entries, too many to look at. Name a smaller directory or raise the limit.`,
      details,
    )
  }
  const wrong = complaint(target, tally, now)
  const unread =
    end.unreadable > 0
      ? ` ${end.unreadable} ${end.unreadable === 1 ? 'directory' : 'directories'} below it could not be read.`
      : ''
  if (wrong !== null) {
    return {
      status: 'unhealthy',
      message: `${wrong}${unread}`,
      responseTimeMs,
      details,
      failure: 'unexpected',
    }
  }
  const newest = tally.newest ? `, newest ${ageText(now - tally.newest.modifiedAt)} old` : ''
  const message = `${filesText(tally.count)}${newest}${unread ? `.${unread}` : ''}`
  return { status: 'healthy', message, responseTimeMs, details }
}

/** The first thing that is not as it should be, or null. */
function complaint(
  target: FilesTarget,
  { count, totalBytes, newest, oldest }: Tally,
  now: number,
): string | null {
  const { minimumCount = target.maximumCount === undefined ? 1 : 0, maximumCount } = target
  const { newestWithinSeconds, oldestWithinSeconds, newestMinimumBytes, minimumBytes, maximumBytes } = target
  const place = placeText(target)
  if (count < minimumCount) {
    const found = count === 0 ? 'is no file' : `${count === 1 ? 'is' : 'are'} only ${filesText(count)}`
    return `There ${found} at ${place}, where at least ${minimumCount} should be.`
  }
  if (maximumCount !== undefined && count > maximumCount) {
    return `There ${count === 1 ? 'is' : 'are'} ${filesText(count)} at ${place}, where at most ${maximumCount} should be.`
  }
  if (newest && newestWithinSeconds !== undefined && now - newest.modifiedAt > newestWithinSeconds * 1000) {
    return `The newest file at ${place}, ${nameText(newest)}, is ${ageText(now - newest.modifiedAt)} old, more than ${ageText(newestWithinSeconds * 1000)}. Does what writes it still run?`
  }
  if (oldest && oldestWithinSeconds !== undefined && now - oldest.modifiedAt > oldestWithinSeconds * 1000) {
    return `The oldest file at ${place}, ${nameText(oldest)}, is ${ageText(now - oldest.modifiedAt)} old, more than ${ageText(oldestWithinSeconds * 1000)}. Is it still being worked off?`
  }
  if (newest && newestMinimumBytes !== undefined && newest.bytes < newestMinimumBytes) {
    return `The newest file at ${place}, ${nameText(newest)}, has only ${bytesText(newest.bytes)} of at least ${bytesText(newestMinimumBytes)}.`
  }
  if (minimumBytes !== undefined && totalBytes < minimumBytes) {
    return `The files at ${place} have only ${bytesText(totalBytes)} together, of at least ${bytesText(minimumBytes)}.`
  }
  if (maximumBytes !== undefined && totalBytes > maximumBytes) {
    return `The files at ${place} have ${bytesText(totalBytes)} together, more than ${bytesText(maximumBytes)}.`
  }
  return null
}

function fileDetails(name: string, file: FoundFile | null, now: number): CheckOutcome['details'] {
  if (!file) return {}
  return {
    [name]: {
      path: shorten(printable(file.path), 500),
      bytes: file.bytes,
      modifiedAt: new Date(file.modifiedAt).toISOString(),
      ageSeconds: Math.max(0, Math.round((now - file.modifiedAt) / 1000)),
    },
  }
}

/** A file's name in a message: whoever may write there chose it. */
function nameText(file: FoundFile): string {
  return shorten(printable(file.path).replaceAll('\n', ' '), 120)
}

function filesText(count: number): string {
  return count === 1 ? '1 file' : `${count} files`
}

/** A file written by a clock ahead of ours is 0 s old. */
function ageText(milliseconds: number): string {
  const age = Math.max(0, milliseconds / 1000)
  if (age < 120) return `${Math.round(age)} s`
  if (age < 7200) return `${Math.round(age / 60)} min`
  if (age < 172_800) return `${Math.round(age / 3600)} h`
  return `${Math.round(age / 86_400)} days`
}

function bytesText(size: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB']
  const step = Math.min(units.length - 1, size < 1 ? 0 : Math.floor(Math.log2(size) / 10))
  return `${Number((size / 1024 ** step).toFixed(1))} ${units[step]}`
}

/** What kept it from looking, in words. */
function explain(error: unknown, target: FilesTarget, tally: Tally, context: CheckContext): unknown {
  const { signal, timeoutMs } = context
  if (error instanceof CheckFailure && !signal.aborted) return error
  if (signal.aborted) {
    if (!passedDeadline(signal)) return signal.reason
    return new CheckFailure(
      'timeout',
      `Looking through ${target.path} took longer than ${inSeconds(timeoutMs)}. Raise the timeout or name a smaller directory.`,
      { countSoFar: tally.count },
    )
  }
  const because: Readonly<Record<string, string>> = {
    ENOENT: `${target.path} does not exist. Was it moved, or is its drive not mounted?`,
    ENOTDIR: `${target.path} does not exist: a part of its path is a file.`,
    EACCES: `This user may not read ${target.path}. Check its permissions.`,
    EPERM: `This user may not read ${target.path}. Check its permissions.`,
    ELOOP: `${target.path} is a link that leads round in a circle.`,
    ENAMETOOLONG: `${target.path} is longer than a path may be.`,
    EIO: `${target.path} cannot be read: the disk reports an error.`,
    ESTALE: `${target.path} is on a network drive that is no longer there. Mount it again.`,
    ENOTCONN: `${target.path} is on a network drive that is not connected. Mount it again.`,
  }
  const message = error instanceof Error && 'code' in error ? because[String(error.code)] : undefined
  return message ? new CheckFailure('unexpected', message) : error
}
