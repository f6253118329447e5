import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { lockedPackage, type PackageLock, packageName } from './package-lock.ts'

const LICENSE_FILE = /^(licen[cs]e|copying|notice)([.-].*)?$/i
const LINE = '-'.repeat(78)

/**
 * The licences of other people's code in a product, each package with the text it came with. Packages without one are
 * named with the licence that they declare.
 *
 * @param root the repository
 * @param packages paths in the lock file
 */
export function thirdPartyLicenses(root: string, packages: readonly string[], lock: PackageLock): string {
  const sections = packages.map(path => {
    const { version, license = 'unknown' } = lockedPackage(lock, path)
    const texts = licenseFiles(join(root, path)).map(file => readFileSync(file, 'utf8').trim())
    return [LINE, `${packageName(path)} ${version} (${license})`, LINE, '', ...texts, ''].join('\n')
  })
  const head = 'Traylight contains code of the packages below, under the licences that stand with each.\n'
  return [head, ...sections].join('\n')
}

function licenseFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter(name => LICENSE_FILE.test(name))
    .sort()
    .map(name => join(folder, name))
}
