import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import type { StartOptions } from './host.ts'

/** What an instance of a test has on disk, and the flags that say so; further ones are for who starts it. */
export interface InstanceFiles {
  readonly dir: TempDir
  readonly dataDir: string
  readonly configPath: string | null
  readonly flags: readonly string[]
}

/** Makes a data directory, and a configuration file where one is asked for. */
export async function makeInstanceFiles(name: string, options: StartOptions): Promise<InstanceFiles> {
  const dir = await makeTempDir(name)
  const dataDir = join(dir.path, 'data')
  const flags = ['--data-dir', dataDir, '--log-level', 'error']
  if (options.prepare !== undefined) {
    await mkdir(dataDir, { mode: 0o700 })
    await options.prepare(dataDir)
  }
  if (options.settings !== undefined) {
    await mkdir(dataDir, { mode: 0o700, recursive: true })
    await writeFile(join(dataDir, 'config.json'), JSON.stringify(options.settings), { mode: 0o600 })
  }
  if (options.config === undefined) return { dir, dataDir, configPath: null, flags }
  const configPath = join(dir.path, 'config.json')
  await writeFile(configPath, JSON.stringify(options.config, null, 2))
  return { dir, dataDir, configPath, flags: [...flags, '--config', configPath] }
}
