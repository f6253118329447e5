import { mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'

/** The data directory cannot be used; the message is one sentence for the operator. */
export class DataDirError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'DataDirError'
  }
}

export interface DataDirSurroundings {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  readonly homeDir: string
}

/** Where Traylight keeps its files unless told otherwise, by the custom of each platform. */
export function defaultDataDir({ platform, env, homeDir }: DataDirSurroundings): string {
  if (platform === 'win32') {
    return path.win32.join(env.APPDATA || path.win32.join(homeDir, 'AppData', 'Roaming'), 'traylight')
  }
  if (platform === 'darwin') return path.posix.join(homeDir, 'Library', 'Application Support', 'traylight')
  // By its specification a relative XDG_CONFIG_HOME is to be ignored.
  const configHome = env.XDG_CONFIG_HOME?.startsWith('/') ? env.XDG_CONFIG_HOME : undefined
  return path.posix.join(configHome ?? path.posix.join(homeDir, '.config'), 'traylight')
}

const FAULTS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'its filesystem is read-only',
  ENOENT: 'nothing can be made there',
  ENOSPC: 'its filesystem is full',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'a file of that name is in the way',
  ENOTDIR: 'a part of the path is a file',
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
}

function refusal(dataDir: string, error: unknown): DataDirError {
  const code = codeOf(error)
  const reason = FAULTS[code] ?? `it failed with ${code}`
  return new DataDirError(
    `The data directory ${dataDir} cannot be used: ${reason}. Choose another with --data-dir or TRAYLIGHT_DATA_DIR.`,
    { cause: error },
  )
}

const LEFTOVER = /\.tmp-\d{10}[a-f0-9]{6}$/
/** A write takes milliseconds; what is a minute old belongs to a process that was killed. */
const LEFTOVER_AGE_MS = 60_000

/** Removes temporary files that a killed process left behind. */
async function sweep(dataDir: string, now: number): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (!LEFTOVER.test(name)) continue
    const file = path.join(dataDir, name)
    const stats = await stat(file).catch(() => undefined)
    if (stats && now - stats.mtimeMs > LEFTOVER_AGE_MS) await rm(file, { force: true })
  }
}

/** Like mkdir's own `recursive`, which never returns where a filesystem such as /proc answers ENOENT for good. */
async function makeDirectory(directory: string): Promise<void> {
  const make = () => mkdir(directory, { mode: 0o700 })
  try {
    await make()
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EEXIST' && (await stat(directory)).isDirectory()) return
    if (code !== 'ENOENT' || path.dirname(directory) === directory) throw error
    await makeDirectory(path.dirname(directory))
    await make()
  }
}

/**
 * Makes the data directory where it is missing (mode 0700) and makes sure that files can be written in it.
 * `now` in ms since the epoch. Throws a DataDirError otherwise.
 */
export async function prepareDataDir(dataDir: string, now: number): Promise<void> {
  const probe = path.join(dataDir, `.writable-${process.pid}`)
  try {
    await makeDirectory(path.resolve(dataDir))
    const handle = await open(probe, 'w', 0o600)
    await handle.close()
    await rm(probe, { force: true })
    await sweep(dataDir, now)
  } catch (error) {
    throw refusal(dataDir, error)
  }
}
