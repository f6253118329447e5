import { desktopObstacle, sandboxObstacle } from './desktop-obstacle.mjs'
import { fetchElectron } from './fetch-electron.mjs'
import { findElectron } from './find-electron.mjs'

/**
 * @typedef {object} Search
 * @property {string} root the repository
 * @property {string} node the Node to run Electron's installer with
 * @property {NodeJS.ProcessEnv} env
 * @property {NodeJS.Platform} platform
 * @property {number | undefined} uid
 * @property {boolean} insists whether the operator wants the desktop shell and no other
 * @property {(line: string) => void} onProgress
 */

/**
 * What runs the desktop shell here: the program of Electron's runtime, fetched where it is missing; or why there is
 * none, in one sentence.
 *
 * @param {Search} search
 * @returns {Promise<{electron: string} | {reason: string}>}
 */
export async function findDesktop({ root, node, env, platform, uid, insists, onProgress }) {
  const obstacle = desktopObstacle({ platform, env, uid })
  if (obstacle !== undefined) return { reason: obstacle }
  if (findElectron(root, env) === undefined) {
    const reason = whyNotToFetch(env) ?? (await fetchElectron({ root, node, env, anew: insists, onProgress }))
    if (reason !== undefined) return { reason }
  }
  const electron = findElectron(root, env)
  if (electron === undefined) return { reason: "Electron's runtime is not there." }
  const sandbox = sandboxObstacle(electron, { platform })
  return sandbox === undefined ? { electron } : { reason: sandbox }
}

/** @param {NodeJS.ProcessEnv} env */
function whyNotToFetch(env) {
  if (env.ELECTRON_OVERRIDE_DIST_PATH) {
    return `There is no Electron in ${env.ELECTRON_OVERRIDE_DIST_PATH}, which ELECTRON_OVERRIDE_DIST_PATH names.`
  }
  if (env.ELECTRON_SKIP_BINARY_DOWNLOAD) {
    return "Electron's runtime is not here, and ELECTRON_SKIP_BINARY_DOWNLOAD says not to fetch it."
  }
  return undefined
}
