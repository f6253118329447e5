import { desktopObstacle, sandboxObstacle } from './desktop-obstacle.mjs'
import { ensureElectron } from './ensure-electron.mjs'

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
  const found = await ensureElectron({ root, node, env, anew: insists, onProgress })
  if ('reason' in found) return found
  const sandbox = sandboxObstacle(found.electron, { platform })
  return sandbox === undefined ? found : { reason: sandbox }
}
