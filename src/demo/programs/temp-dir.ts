import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A directory of a test's or a program's own. */
export interface TempDir {
  readonly path: string
  /** Removes it with everything in it; done twice, it does nothing. */
  remove(): Promise<void>
}

/** Makes an empty directory below the system's temporary directory. */
export async function makeTempDir(name = 'test'): Promise<TempDir> {
  const path = await mkdtemp(join(tmpdir(), `traylight-${name}-`))
  return {
    path,
    remove: () => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }),
  }
}
