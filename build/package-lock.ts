import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const versionsSchema = z.record(z.string(), z.string()).default({})

const lockedPackageSchema = z.object({
  name: z.string().optional(),
  version: z.string(),
  license: z.string().optional(),
  /** As npm writes it: "sha512-" and the digest in Base64. */
  integrity: z.string().optional(),
  dependencies: versionsSchema,
  optionalDependencies: versionsSchema,
})
export type LockedPackage = z.infer<typeof lockedPackageSchema>

const packageLockSchema = z.object({ packages: z.record(z.string(), lockedPackageSchema) })

/** What npm installed and would install again, by path: '' is Traylight itself, then node_modules/zod and so on. */
export type PackageLock = z.infer<typeof packageLockSchema>

/** Reads the lock file of the repository. */
export function readPackageLock(root: string): PackageLock {
  return packageLockSchema.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')))
}

/** The package at a path. @throws where the lock file has none there */
export function lockedPackage(lock: PackageLock, path: string): LockedPackage {
  const found = lock.packages[path]
  if (found === undefined) throw new Error(`package-lock.json has nothing at ${path}.`)
  return found
}

/** The name of the package at a path: of node_modules/a/node_modules/@b/c it is @b/c. */
export const packageName = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 13)

/** Where a package finds another by name, as Node looks for it: from its own folder upwards. */
export function dependencyPath(lock: PackageLock, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`
    if (path in lock.packages) return path
    if (folder === '') return undefined
  }
}

/** What Traylight needs installed beside it, with all that needs in turn: paths in order. Optional packages are not in it. */
export function productionPackages(lock: PackageLock): readonly string[] {
  const found = new Set<string>()
  const visit = (from: string): void => {
    for (const name of Object.keys(lockedPackage(lock, from).dependencies)) {
      const path = dependencyPath(lock, from, name)
      if (path === undefined) throw new Error(`package-lock.json does not say where ${from} finds ${name}.`)
      if (found.has(path)) continue
      found.add(path)
      visit(path)
    }
  }
  visit('')
  return [...found].sort()
}
