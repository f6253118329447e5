import { fetchElectron } from './fetch-electron.mjs'
import { findElectron } from './find-electron.mjs'

/**
 * The program of Electron's runtime, fetched where it is missing and may be fetched; or why it is not there, in one
 * sentence.
 *
 * @param {Omit<import('./fetch-electron.mjs').Fetching, 'now'>} fetching
 * @returns {Promise<{electron: string} | {reason: string}>}
 */
export async function ensureElectron(fetching) {
  const { root, env } = fetching
  if (findElectron(root, env) === undefined) {
    const reason = whyNotToFetch(env) ?? (await fetchElectron(fetching))
    if (reason !== undefined) return { reason }
  }
  const electron = findElectron(root, env)
  return electron === undefined ? { reason: "Electron's runtime is not there." } : { electron }
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
