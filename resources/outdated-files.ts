import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Paths below a directory that are not as they should be, sorted: missing, different, or nobody's.
 *
 * @param expected contents by path
 * @param folders below the directory, in which nothing else belongs
 */
export async function outdatedFiles(
  directory: string,
  expected: ReadonlyMap<string, Buffer>,
  folders: readonly string[],
): Promise<readonly string[]> {
  const present = await Promise.all(folders.map(folder => filesBelow(directory, folder)))
  const paths = new Set([...expected.keys(), ...present.flat()])
  const outdated = await Promise.all(
    [...paths].map(async path => {
      const content = expected.get(path)
      const isCurrent = content?.equals(await contentOf(join(directory, path)))
      return isCurrent ? [] : [path]
    }),
  )
  return outdated.flat().sort()
}

async function filesBelow(directory: string, folder: string): Promise<readonly string[]> {
  const entries = await readdir(join(directory, folder), { withFileTypes: true }).catch(orElse([]))
  const found = entries.map(async entry => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? filesBelow(directory, path) : [path]
  })
  return (await Promise.all(found)).flat()
}

/** Empty where there is no such file, which nothing generated is. */
function contentOf(path: string): Promise<Buffer> {
  return readFile(path).catch(orElse(Buffer.alloc(0)))
}

function orElse<T>(absent: T) {
  return (error: unknown): T => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return absent
    throw error
  }
}
