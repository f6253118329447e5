import { readFileSync } from 'node:fs'

/**
 * Whether a process of this id runs. One that has ended but was not waited for yet does not.
 *
 * @param {number} pid
 */
export function isAlive(pid) {
  if (!(pid > 0)) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
  return !hasEnded(pid)
}

/** Linux tells, elsewhere it is left open. @param {number} pid */
function hasEnded(pid) {
  try {
    return /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
