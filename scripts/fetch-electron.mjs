import { createHash } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { electronVersion, findElectron } from './find-electron.mjs'
import { runGroup } from './run-group.mjs'
import { withLock } from './with-lock.mjs'

const INSTALLER = join(dirname(fileURLToPath(import.meta.url)), 'install-electron.mjs')
/** A start waits for a network that leads nowhere once a day, not each time. */
const FORGET_AFTER_MS = 24 * 60 * 60 * 1000
const SHOWN_REASON = 300
/** What decides where the runtime is fetched from, and how. */
const ROUTE =
  /^((npm_config_)?electron_.*|npm_config_(https?_)?proxy|https?_proxy|no_proxy|node_extra_ca_certs)$/i

/**
 * @typedef {object} Fetching
 * @property {string} root the repository
 * @property {string} node the Node to run Electron's installer with
 * @property {NodeJS.ProcessEnv} env
 * @property {boolean} anew whether to try although it failed a short while ago
 * @property {(line: string) => void} onProgress
 * @property {number} [now] in ms since 1970
 */

/**
 * Fetches Electron's runtime with Electron's own installer, which checks it against the checksums in the package. Gives
 * up within seconds where the network leads nowhere, and remembers that in out/.
 *
 * @param {Fetching} fetching
 * @returns {Promise<string | undefined>} why it could not be fetched, in one sentence; undefined where it is there now
 */
export async function fetchElectron({ root, node, env, anew, onProgress, now = Date.now() }) {
  const memory = join(root, 'out/.electron-not-fetched')
  const attempt = attemptOf(root, env)
  const before = anew ? undefined : recall(memory)
  if (before?.attempt === attempt && Math.abs(now - before.at) < FORGET_AFTER_MS) {
    return `Electron's runtime could not be fetched lately (${before.reason}); --desktop tries again.`
  }
  const reason = await withLock(
    join(root, 'out/.preparing'),
    async lock => {
      if (findElectron(root, env) !== undefined) return undefined
      onProgress("Fetching Electron's runtime, about 110 MB. This happens once.")
      const failure = await runInstaller({ root, node, env, onProgress, onStart: lock.alsoHeldBy })
      if (failure === undefined) onProgress("Electron's runtime is there.")
      return failure
    },
    { onWait: () => onProgress('Waiting for another start that is installing or building.') },
  )
  if (reason === undefined) {
    rmSync(memory, { force: true })
    return undefined
  }
  writeFileSync(memory, JSON.stringify({ at: now, attempt, reason }))
  return `Electron's runtime could not be fetched (${reason}).`
}

/**
 * @param {Pick<Fetching, 'root' | 'node' | 'env' | 'onProgress'> & {onStart: (pid: number) => void}} run
 */
async function runInstaller({ root, node, env, onProgress, onStart }) {
  let output = ''
  const onOutput = (/** @type {Buffer} */ chunk) => {
    output = (output + chunk.toString('utf8')).slice(-64_000)
    for (const [line] of chunk.toString('utf8').matchAll(/^\d+ of \d+ MB$/gm)) onProgress(line)
  }
  const options = { cwd: root, env: routedEnvironment(env), onOutput, onStart }
  const code = await runGroup(node, [INSTALLER, join(root, 'node_modules/electron')], options)
  if (code === 0 && findElectron(root, env) !== undefined) return undefined
  const said = /^(?:\w*Error: )(.*)$/m.exec(output)?.[1] ?? output.trim().split('\n')[0]
  return (said || `its installer ended with code ${code}`).slice(0, SHOWN_REASON)
}

/**
 * The environment in which Node's fetch goes through the proxy that the environment or npm's settings name. Electron's
 * installer knows its mirrors by itself.
 *
 * @param {NodeJS.ProcessEnv} env
 */
function routedEnvironment(env) {
  const proxy =
    env.HTTPS_PROXY ?? env.https_proxy ?? env.npm_config_https_proxy ?? env.npm_config_proxy ?? env.HTTP_PROXY
  const routed = { ...env, ELECTRON_GET_NO_PROGRESS: '1' }
  return proxy ? { ...routed, NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: proxy } : routed
}

/** What an attempt depends on: where one of it changes, it is worth another. @param {string} root @param {NodeJS.ProcessEnv} env */
function attemptOf(root, env) {
  const route = Object.entries(env).filter(([name]) => ROUTE.test(name))
  return createHash('sha256')
    .update(JSON.stringify([electronVersion(root), route.sort()]))
    .digest('hex')
}

/** @param {string} memory @returns {{at: number, attempt: string, reason: string} | undefined} */
function recall(memory) {
  try {
    return JSON.parse(readFileSync(memory, 'utf8'))
  } catch {
    return undefined
  }
}
