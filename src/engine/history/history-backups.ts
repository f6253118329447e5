import { copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Backup } from '#shared/history.ts'
import { HistoryFailure } from './history-store.ts'

/** Where backups are, within the data directory. */
export const BACKUP_FOLDER = 'backups'
const NAME = /^history-[\w.-]+\.sqlite$/

/** Copies of the history's file in a folder of their own. */
export class HistoryBackups {
  readonly #folder: string

  constructor(dataDir: string) {
    this.#folder = join(dataDir, BACKUP_FOLDER)
  }

  /** The newest first. */
  async list(): Promise<Backup[]> {
    const names = await readdir(this.#folder).catch(() => [])
    const found = await Promise.all(names.filter(name => NAME.test(name)).map(name => this.#describe(name)))
    return found.flatMap(backup => backup ?? []).sort((a, b) => b.at - a.at)
  }

  /**
   * Where a backup is.
   *
   * @throws HistoryFailure where there is none of that name
   */
  async find(name: string): Promise<string> {
    const isThere = NAME.test(name) && (await this.#describe(name)) !== null
    if (isThere) return join(this.#folder, name)
    throw new HistoryFailure(`There is no backup "${name}" in ${this.#folder}.`)
  }

  /** Has a backup written under a name of its own. */
  async add(now: number, write: (file: string) => Promise<void>): Promise<Backup> {
    const name = await this.#freeName(now)
    await write(join(this.#folder, name))
    const backup = await this.#describe(name)
    if (backup === null) throw new HistoryFailure(`The backup ${name} is not there after it was written.`)
    return backup
  }

  /**
   * Puts a copy of `from` in the place of a history that is closed, which becomes a backup itself. Either both are done, or
   * everything is as it was.
   */
  async replace(file: string, from: string, now: number): Promise<void> {
    const next = `${file}.restored`
    const kept = join(this.#folder, await this.#freeName(now))
    const moved: string[] = []
    try {
      await copyFile(from, next)
      // What is left of a log belongs to what it was written for.
      for (const part of ['', '-wal', '-shm']) {
        if (await isMoved(`${file}${part}`, `${kept}${part}`)) moved.push(part)
      }
      await rename(next, file)
    } catch (error) {
      for (const part of moved) await rename(`${kept}${part}`, `${file}${part}`).catch(() => undefined)
      await rm(next, { force: true })
      const reason = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
      throw new HistoryFailure(
        `The backup could not be put in place${reason}. Look whether there is room on the disk, and try again.`,
      )
    }
  }

  async #freeName(now: number): Promise<string> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    const time = new Date(now).toISOString().replaceAll(':', '-')
    for (let number = 1; ; number++) {
      const name = `history-${time}${number === 1 ? '' : `-${number}`}.sqlite`
      if ((await this.#describe(name)) === null) return name
    }
  }

  async #describe(name: string): Promise<Backup | null> {
    const found = await stat(join(this.#folder, name)).catch(() => null)
    return found?.isFile() ? { name, bytes: found.size, at: Math.round(found.mtimeMs) } : null
  }
}

/** False where there is no such file. */
async function isMoved(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
    throw error
  }
}
