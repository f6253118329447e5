import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { copyFile, putLightFiles, putProductionPackages } from './light-files.ts'
import { lightMaterials } from './materials.ts'
import { readPackageLock } from './package-lock.ts'
import { thirdPartyLicenses } from './third-party-licenses.ts'

/**
 * Puts the light shell into a folder as the container image has it: no Node, which the base image brings, and nothing of
 * the desktop shell.
 *
 * @param root the repository, which is installed and built
 */
export async function putLightImage(root: string, folder: string): Promise<void> {
  await putLightFiles(root, folder)
  await putProductionPackages(root, folder)
  await copyFile(join(root, 'LICENSE'), join(folder, 'LICENSE'))
  const lock = readPackageLock(root)
  const licenses = thirdPartyLicenses(root, Object.keys(lightMaterials(root, lock)), lock)
  await writeFile(join(folder, 'third-party-licenses.txt'), licenses)
}
