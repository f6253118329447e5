import { readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Where the kernel says whether ordinary users may make namespaces, and the value that says they may not. */
const FORBIDDEN_BY = /** @type {const} */ ([
  ['/proc/sys/kernel/unprivileged_userns_clone', '0'],
  ['/proc/sys/kernel/apparmor_restrict_unprivileged_userns', '1'],
  ['/proc/sys/user/max_user_namespaces', '0'],
])
const SETUID_ROOT = 0o4755

/**
 * @typedef {object} Machine
 * @property {NodeJS.Platform} platform
 * @property {NodeJS.ProcessEnv} env
 * @property {number | undefined} uid of the user, where users have one
 */

/**
 * Why this user cannot have the desktop shell here, in one sentence, whatever is installed.
 *
 * @param {Machine} machine
 * @returns {string | undefined}
 */
export function desktopObstacle({ platform, env, uid }) {
  if (platform !== 'linux') return undefined
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) {
    return 'There is no display here: neither DISPLAY nor WAYLAND_DISPLAY is set.'
  }
  // Chromium would run without its sandbox only, and that is no way to show what comes from other machines.
  if (uid === 0) return 'Electron does not run as root. Start Traylight as an ordinary user.'
  return undefined
}

/**
 * Why Electron's sandbox cannot be made here, in one sentence with what to do. It needs either namespaces that an
 * ordinary user may make, or its helper program owned by root with the setuid bit.
 *
 * @param {string} electron the path of the program
 * @param {object} system
 * @param {NodeJS.Platform} system.platform
 * @param {(path: string) => string | undefined} [system.read] a file's text
 * @param {(path: string) => {uid: number, mode: number} | undefined} [system.stat]
 * @returns {string | undefined}
 */
export function sandboxObstacle(electron, { platform, read = readText, stat = statFile }) {
  if (platform !== 'linux') return undefined
  const forbidding = FORBIDDEN_BY.find(([file, value]) => read(file)?.trim() === value)?.[0]
  if (forbidding === undefined) return undefined
  const helper = join(dirname(electron), 'chrome-sandbox')
  const found = stat(helper)
  if (found?.uid === 0 && (found.mode & 0o7777) === SETUID_ROOT) return undefined
  const setting = forbidding.slice('/proc/sys/'.length).replaceAll('/', '.')
  return `Electron's sandbox cannot be made: this system lets ordinary users make no namespaces (${setting}). Allow its helper: sudo chown root:root "${helper}" && sudo chmod 4755 "${helper}"`
}

/** @param {string} path */
function readText(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** @param {string} path */
function statFile(path) {
  return statSync(path, { throwIfNoEntry: false })
}
