import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

/**
 * The full path of a program: in one of `folders` first, then in PATH.
 *
 * @throws an error that names Debian's package where the program is missing.
 */
export async function findProgram(
  name: string,
  folders: readonly string[],
  debianPackage: string,
): Promise<string> {
  const path = (process.env.PATH ?? '').split(delimiter).filter(folder => folder !== '')
  for (const folder of [...folders, ...path]) {
    const candidate = join(folder, name)
    const found = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (found) return candidate
  }
  throw new Error(`${name} is missing. On Debian and Ubuntu: apt-get install ${debianPackage}`)
}
