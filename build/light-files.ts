import { chmod, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { productionPackages, readPackageLock } from './package-lock.ts'
import { lightShipment } from './shipment.ts'

const packageJsonSchema = z.object({
  name: z.string(),
  version: z.string(),
  description: z.string(),
  author: z.string(),
  license: z.string(),
  dependencies: z.record(z.string(), z.string()),
  optionalDependencies: z.record(z.string(), z.string()),
})
export type PackageJson = z.infer<typeof packageJsonSchema>

export async function readPackageJson(root: string): Promise<PackageJson> {
  return packageJsonSchema.parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')))
}

/**
 * Puts the light shell and the command line into a folder, laid out as code expects to find it: out/, resources/ beside
 * it, and the command in bin/. What they need of other packages is not among it.
 *
 * @param root the repository, which is built
 * @param folder is made
 */
export async function putLightFiles(root: string, folder: string): Promise<void> {
  for (const script of lightShipment(root).scripts) {
    await copyFile(join(root, 'out/main', script), join(folder, 'out/main', script))
  }
  await copyFolder(join(root, 'out/renderer'), join(folder, 'out/renderer'))
  for (const part of ['app', 'notification', 'sounds', 'tray']) {
    await copyFolder(join(root, 'resources', part), join(folder, 'resources', part))
  }
  const command = join(folder, 'bin/traylight.mjs')
  await copyFile(join(root, 'build/light/traylight.mjs'), command)
  await chmod(command, 0o755)
  const { name, version, description, author, license } = await readPackageJson(root)
  await writeJson(join(folder, 'package.json'), {
    name,
    version,
    description,
    author,
    license,
    type: 'module',
  })
}

/** Puts the packages that are not bundled into a folder, without programs for Windows and macOS. */
export async function putProductionPackages(root: string, folder: string): Promise<void> {
  for (const path of productionPackages(readPackageLock(root))) {
    // node-notifier carries programs for those systems; on Linux it needs none.
    await copyFolder(join(root, path), join(folder, path), source => source.endsWith('node-notifier/vendor'))
  }
}

/** Copies a file, and makes the folder it goes into. */
export async function copyFile(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  await cp(from, to)
}

/** Copies a folder with all in it but hidden files and what `isLeftOut` names by its path. */
export async function copyFolder(
  from: string,
  to: string,
  isLeftOut: (path: string) => boolean = () => false,
): Promise<void> {
  await mkdir(to, { recursive: true })
  for (const entry of await readdir(from)) {
    const path = join(from, entry)
    if (basename(path).startsWith('.') || isLeftOut(path)) continue
    await cp(path, join(to, entry), {
      recursive: true,
      filter: source => !basename(source).startsWith('.') && !isLeftOut(source),
    })
  }
}

export async function writeJson(file: string, value: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`)
}
