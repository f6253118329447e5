import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the build is made from, relative to the repository. */
const SOURCES = [
  'src',
  'resources',
  'package.json',
  'package-lock.json',
  'electron.vite.config.ts',
  'build/chunk-by-entries.ts',
  'build/record-build.ts',
  'tsconfig.base.json',
]

/**
 * A hash over names and contents of everything the build reads. Contents rather than times, so that neither a fresh
 * clone nor a change of branch and back builds for nothing; a megabyte of source takes some ten milliseconds.
 *
 * @param {string} root the repository
 */
export function sourceHash(root) {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}`)
  for (const source of SOURCES) {
    for (const file of filesUnder(root, source)) {
      const content = readFileSync(join(root, file))
      hash.update(`\n${file}\n${content.length}\n`).update(content)
    }
  }
  return hash.digest('hex')
}

/** @param {string} root @param {string} path @returns {string[]} */
function filesUnder(root, path) {
  const entries = entriesOf(join(root, path))
  if (entries === undefined) return []
  if (entries === 'file') return [path]
  return entries
    .filter(entry => !/\.test\.tsx?$/.test(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(entry =>
      entry.isDirectory() ? filesUnder(root, `${path}/${entry.name}`) : [`${path}/${entry.name}`],
    )
}

/** @param {string} path */
function entriesOf(path) {
  try {
    return readdirSync(path, { withFileTypes: true })
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOTDIR' ? 'file' : undefined
  }
}
