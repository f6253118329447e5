import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** What is asked for where a path is not full. */
export const FULL_PATH_HINT = 'Give the full path, or one that begins with ~/.'

/** Whether a path means the same wherever Traylight was started. */
export function isFullPath(path: string): boolean {
  return isAbsolute(path) || /^~(?:$|[/\\])/.test(path)
}

/** A full path without its `~`. */
export function expandHome(path: string): string {
  return path.startsWith('~') ? join(homedir(), path.slice(1)) : path
}
