import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { copyFile, putLightFiles, readPackageJson, writeJson } from './light-files.ts'
import { runTool } from './run-tool.ts'

/** What a package is made from, and where it goes. */
export interface TarballOptions {
  /** The repository, which is built. */
  readonly root: string
  /** Where the tarball goes. */
  readonly dist: string
  /** An empty folder to put it together in. */
  readonly work: string
  /** The licences of what is bundled. */
  readonly licenses: string
  /** How npm is run here. */
  readonly npm: { readonly command: string; readonly args: readonly string[] }
}

/**
 * Makes the npm package of the light shell, which `npx traylight` runs. Its scripts are bundled; npm installs the program
 * for notifications beside them, and Node 24 where the lock file has one for that system.
 *
 * @returns the tarball's path
 */
export async function makeLightTarball(options: TarballOptions): Promise<string> {
  const { root, dist, work, licenses, npm } = options
  await putLightFiles(root, work)
  for (const file of ['README.md', 'LICENSE']) await copyFile(join(root, file), join(work, file))
  await writeFile(join(work, 'third-party-licenses.txt'), licenses)
  const { dependencies, optionalDependencies, ...about } = await readPackageJson(root)
  await writeJson(join(work, 'package.json'), {
    ...about,
    type: 'module',
    bin: { traylight: 'bin/traylight.mjs' },
    engines: { node: '>=20' },
    dependencies,
    optionalDependencies,
  })
  await mkdir(dist, { recursive: true })
  await runTool({
    command: npm.command,
    args: [...npm.args, 'pack', '--ignore-scripts', '--silent', '--pack-destination', dist],
    cwd: work,
  })
  return join(dist, `${about.name}-${about.version}.tgz`)
}
