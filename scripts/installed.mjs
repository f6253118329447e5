import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const STAMP = 'node_modules/.traylight-lock'

/**
 * Whether node_modules holds what package-lock.json names, for this system. Answered by the stamp of the last time;
 * where that does not fit, by npm's own record of what it installed, so that a plain `npm install` counts too.
 *
 * @param {string} root the repository
 */
export function isInstalled(root) {
  const lock = readText(join(root, 'package-lock.json'))
  if (lock === undefined) return false
  if (readText(join(root, STAMP)) === stampOf(lock)) return true
  if (!isRecorded(lock, readText(join(root, 'node_modules/.package-lock.json')))) return false
  markInstalled(root)
  return true
}

/** Stamps node_modules as matching package-lock.json. @param {string} root */
export function markInstalled(root) {
  writeFileSync(join(root, STAMP), stampOf(readFileSync(join(root, 'package-lock.json'), 'utf8')))
}

/** @param {string} lock */
function stampOf(lock) {
  const hash = createHash('sha256').update(lock).digest('hex')
  return `${hash} ${process.platform}-${process.arch}\n`
}

/**
 * @typedef {{version?: string, integrity?: string, optional?: boolean, devOptional?: boolean}} LockedPackage
 */

/** @param {string} lock @param {string | undefined} record */
function isRecorded(lock, record) {
  if (record === undefined) return false
  const wanted = packagesOf(lock)
  const present = packagesOf(record)
  const isWanted = Object.entries(present).every(
    ([path, item]) => wanted[path]?.version === item.version && wanted[path]?.integrity === item.integrity,
  )
  // Packages for other systems are left out by npm; all of them are optional.
  const isComplete = Object.entries(wanted).every(
    ([path, item]) => path === '' || path in present || item.optional || item.devOptional,
  )
  return isWanted && isComplete && Object.keys(present).length > 0
}

/** @param {string} text @returns {Record<string, LockedPackage>} */
function packagesOf(text) {
  try {
    return JSON.parse(text).packages ?? {}
  } catch {
    return {}
  }
}

/** @param {string} file */
function readText(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
