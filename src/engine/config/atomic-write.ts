import { randomBytes } from 'node:crypto'
import { open, realpath, rename, rm } from 'node:fs/promises'
import path from 'node:path'

/** Makes a rename survive a power cut. Windows cannot open directories, and needs no such thing. */
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function throughLinks(file: string): Promise<string> {
  return realpath(file).catch(() => file)
}

/**
 * Replaces a file's content so that a crash at any moment leaves either the old or the new content, whole and
 * readable by its owner only (mode 0600) unless another mode is given. A symlink stays one; what it points to is replaced.
 */
export async function atomicWrite(
  file: string,
  content: string,
  { mode = 0o600 }: { readonly mode?: number } = {},
): Promise<void> {
  const target = await throughLinks(file)
  // The same form as the temporary files of `conf`, so that leftovers of a crash are swept away together.
  const suffix = `${Date.now().toString().slice(-10)}${randomBytes(3).toString('hex')}`
  const temporary = `${target}.tmp-${suffix}`
  try {
    const handle = await open(temporary, 'wx', mode)
    try {
      await handle.writeFile(content, 'utf8')
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, target)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncDirectory(path.dirname(target))
}
