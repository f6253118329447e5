import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where each system's runtime has its program (node_modules/electron/install.js has the same list). */
const PROGRAMS = /** @type {Partial<Record<NodeJS.Platform, string>>} */ ({
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
})

/**
 * The program of Electron's runtime: in the folder that ELECTRON_OVERRIDE_DIST_PATH names, or as Electron's installer
 * left it among the packages, in the version of the package.
 *
 * @param {string} root the repository
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined}
 */
export function findElectron(root, env) {
  const program = PROGRAMS[process.platform] ?? 'electron'
  if (env.ELECTRON_OVERRIDE_DIST_PATH) return ifThere(join(env.ELECTRON_OVERRIDE_DIST_PATH, program))
  const electron = join(root, 'node_modules/electron')
  const version = electronVersion(root)
  const isWhole =
    readText(join(electron, 'path.txt')) === program &&
    version !== undefined &&
    readText(join(electron, 'dist/version'))?.replace(/^v/, '') === version
  return isWhole ? ifThere(join(electron, 'dist', program)) : undefined
}

/**
 * The version of Electron that is among the packages.
 *
 * @param {string} root the repository
 * @returns {string | undefined}
 */
export function electronVersion(root) {
  const text = readText(join(root, 'node_modules/electron/package.json'))
  return text === undefined ? undefined : JSON.parse(text).version
}

/** @param {string} path */
const ifThere = path => (existsSync(path) ? path : undefined)

/** @param {string} file */
function readText(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
