import { existsSync, renameSync } from 'node:fs'
import { join, parse } from 'node:path'

/**
 * Renames a file of SQLite's, with the log that belongs to it, to `history.damaged-<ISO time>.sqlite` beside it, and
 * answers with that path. Colons of the time are dashes, since Windows knows no file names with colons.
 */
export function keepDamaged(file: string, now: number): string {
  const kept = freeName(file, new Date(now).toISOString().replaceAll(':', '-'))
  for (const part of ['', '-wal', '-shm']) {
    if (existsSync(`${file}${part}`)) renameSync(`${file}${part}`, `${kept}${part}`)
  }
  return kept
}

function freeName(file: string, time: string): string {
  const { dir, name, ext } = parse(file)
  for (let number = 1; ; number++) {
    const path = join(dir, `${name}.damaged-${time}${number === 1 ? '' : `-${number}`}${ext}`)
    if (!existsSync(path)) return path
  }
}
