import { randomBytes } from 'node:crypto'
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from './is-alive.mjs'

const POLL_MS = 100
const HEARTBEAT_MS = 1000
/** A holder whose process id lives on but who has not moved for this long is another process of the same id. */
const SILENT_MS = 30_000
/** A child that outlived its holder is waited for, since it still writes, but no longer than an install may take. */
const ORPHAN_MS = 900_000

/**
 * @typedef {object} LockOptions
 * @property {() => void} [onWait] called once if somebody else holds the lock
 * @property {number} [silentMs] how long a living holder may be silent; for tests
 */

/**
 * Runs `work` while holding the lock directory; one process at a time, others wait. A lock left behind by a process
 * that is gone is taken over.
 *
 * The directory holds one file, named `pid-random` after its holder, and appears with it in one step. Taking over
 * is renaming that very file to one's own name, which can succeed for one taker only.
 *
 * @template T
 * @param {string} directory
 * @param {(lock: {alsoHeldBy: (pid: number) => void}) => Promise<T>} work `alsoHeldBy` names a child that must be
 *   gone too before the lock counts as left behind
 * @param {LockOptions} [options]
 * @returns {Promise<T>}
 */
export async function withLock(directory, work, options = {}) {
  const mine = `${process.pid}-${randomBytes(6).toString('hex')}`
  await acquire(directory, mine, options)
  const file = join(directory, mine)
  // What a taken lock says of its former holder's child holds no longer.
  writeFileSync(file, '')
  const heartbeat = setInterval(() => touch(file), HEARTBEAT_MS)
  heartbeat.unref()
  try {
    return await work({ alsoHeldBy: pid => writeFileSync(file, String(pid)) })
  } finally {
    clearInterval(heartbeat)
    rmSync(file, { force: true })
    removeIfEmpty(directory)
  }
}

/**
 * @param {string} directory
 * @param {string} mine
 * @param {LockOptions} options
 */
async function acquire(directory, mine, options) {
  const draft = `${directory}-${mine}`
  mkdirSync(draft, { recursive: true })
  writeFileSync(join(draft, mine), '')
  try {
    let seen = { holder: '', beat: 0, at: 0 }
    let told = false
    for (;;) {
      if (moved(draft, directory)) return
      const holder = holderOf(directory)
      if (holder === undefined) {
        removeIfEmpty(directory)
      } else {
        const beat = modified(join(directory, holder))
        if (holder !== seen.holder || beat !== seen.beat) seen = { holder, beat, at: performance.now() }
        const silentMs = performance.now() - seen.at
        const isLeft = silentMs >= patienceWith(directory, holder, options.silentMs ?? SILENT_MS)
        if (isLeft && moved(join(directory, holder), join(directory, mine))) return
        if (!told) options.onWait?.()
        told = true
      }
      await sleep(POLL_MS)
    }
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

/** @param {string} from @param {string} to */
function moved(from, to) {
  try {
    renameSync(from, to)
    return true
  } catch (error) {
    // Which code says "it exists already" differs between systems; what is not about that shows in the next step.
    if (hasCode(error, ['EROFS', 'ENOSPC'])) throw error
    return false
  }
}

/** @param {string} directory */
function holderOf(directory) {
  try {
    return readdirSync(directory)[0]
  } catch {
    return undefined
  }
}

/**
 * How long a holder may be silent before the lock counts as left behind, in ms.
 *
 * @param {string} directory
 * @param {string} holder
 * @param {number} silentMs
 */
function patienceWith(directory, holder, silentMs) {
  if (isAlive(Number.parseInt(holder, 10))) return silentMs
  return isAlive(childOf(join(directory, holder))) ? ORPHAN_MS : 0
}

/** @param {string} file */
function childOf(file) {
  try {
    return Number(readFileSync(file, 'utf8'))
  } catch {
    return 0
  }
}

/** @param {string} file */
function modified(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

/** @param {string} file */
function touch(file) {
  try {
    const now = new Date()
    utimesSync(file, now, now)
  } catch {
    // Somebody removed the whole directory; the work itself will notice.
  }
}

/** @param {string} directory */
function removeIfEmpty(directory) {
  try {
    rmdirSync(directory)
  } catch {
    // Somebody holds it already, or it is gone.
  }
}

/** @param {unknown} error @param {readonly string[]} codes */
function hasCode(error, codes) {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}
