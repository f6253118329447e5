import { chmod, constants, copyFile, readdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'

export interface KeepAsideOptions {
  /** Whether the original goes away; otherwise it stays and a copy is kept. */
  readonly move: boolean
  /** Milliseconds since the epoch, for the kept file's name. */
  readonly now: number
}

/** An already kept file with the very same content, so that every start does not make another. */
async function sameContent(directory: string, prefix: string, content: Buffer): Promise<string | undefined> {
  const names = (await readdir(directory)).filter(name => name.startsWith(prefix)).toSorted()
  for (const name of names) {
    const kept = path.join(directory, name)
    const same = await readFile(kept).then(
      other => other.equals(content),
      () => false,
    )
    if (same) return kept
  }
  return undefined
}

/** Copies to the first free name; an existing file is never overwritten. */
async function copyToFreeName(file: string, base: string, extension: string): Promise<string> {
  for (let number = 1; ; number++) {
    const kept = `${base}${number === 1 ? '' : `-${number}`}${extension}`
    try {
      await copyFile(file, kept, constants.COPYFILE_EXCL)
      await chmod(kept, 0o600)
      return kept
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
  }
}

/**
 * Keeps a damaged file as `config.damaged-<ISO time>.json` beside where it was and returns that path. Colons of the
 * time are dashes, since Windows knows no file names with colons.
 */
export async function keepAside(file: string, options: KeepAsideOptions): Promise<string> {
  const { dir, name, ext } = path.parse(file)
  const prefix = `${name}.damaged-`
  const time = new Date(options.now).toISOString().replaceAll(':', '-')
  const kept =
    (await sameContent(dir, prefix, await readFile(file))) ??
    (await copyToFreeName(file, path.join(dir, `${prefix}${time}`), ext))
  if (options.move) await rm(file, { force: true })
  return kept
}
