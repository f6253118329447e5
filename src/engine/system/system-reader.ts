import { readdirSync, readFileSync } from 'node:fs'
import { readdir, readFile, statfs } from 'node:fs/promises'

/** Sizes of a filesystem in bytes. `available` is what an ordinary user may still write, less than `free` where some is reserved. */
export interface FilesystemSize {
  readonly total: number
  readonly free: number
  readonly available: number
}

/** How the sampler reaches the machine's files; replaced by recorded texts in tests. */
export interface SystemReader {
  /**
   * The text of a file in /proc, at once: the kernel makes it from memory, so it never waits for a device, and reading
   * it in line costs a twentieth of what the thread pool does (docs/sampling.md).
   */
  proc(path: string): string
  /** The names in a directory of /proc. */
  procNames(path: string): readonly string[]
  /** The text of a file that may have to ask a device, such as a sensor in /sys. */
  text(path: string): Promise<string>
  /** The names in a directory. */
  names(path: string): Promise<readonly string[]>
  /** The sizes of the filesystem mounted at `path`. Hangs for as long as a network filesystem does. */
  filesystem(path: string): Promise<FilesystemSize>
}

/** Reads this machine. */
export const machineReader: SystemReader = {
  proc: path => readFileSync(path, 'utf8'),
  procNames: path => readdirSync(path),
  text: path => readFile(path, 'utf8'),
  names: path => readdir(path),
  async filesystem(path) {
    const { frsize, bsize, blocks, bfree, bavail } = await statfs(path)
    // Blocks are counted in `frsize`, which older runtimes do not tell; it equals `bsize` on all but a few network filesystems.
    const block = frsize > 0 ? frsize : bsize
    return { total: blocks * block, free: bfree * block, available: bavail * block }
  },
}
