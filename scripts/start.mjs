// `npm start`: installs and builds what is needed, then opens the desktop shell; where it cannot run, says why in one
// line and runs the light shell.
import { join } from 'node:path'
import { electronEnvironment } from './electron-environment.mjs'
import { findDesktop } from './find-desktop.mjs'
import { prepare, ROOT } from './prepare.mjs'
import { Problem, runMain } from './problem.mjs'
import { runInTerminal } from './run-in-terminal.mjs'
import { wishedShell } from './wished-shell.mjs'

/** What the loader of programs ends with where a program's libraries are missing. */
const NOT_LOADED = 127

await runMain(async () => {
  const args = process.argv.slice(2)
  const wish = wishedShell(args, process.env)
  const node = await prepare()
  if (wish !== 'light') {
    const result = await runDesktop(node, args, wish === 'desktop')
    if (typeof result === 'number') return result
    if (wish === 'desktop') throw new Problem(result.reason)
    process.stderr.write(`traylight: ${result.reason} Running the light shell.\n`)
  }
  return await runInTerminal(node, [join(ROOT, 'out/main/light.js'), ...args])
})

/**
 * @param {string} node
 * @param {readonly string[]} args
 * @param {boolean} insists
 * @returns {Promise<number | {reason: string}>} its exit code, or why it could not be run
 */
async function runDesktop(node, args, insists) {
  const { env, platform } = process
  const onProgress = (/** @type {string} */ line) => process.stderr.write(`${line}\n`)
  const uid = process.getuid?.()
  const desktop = await findDesktop({ root: ROOT, node, env, platform, uid, insists, onProgress })
  if ('reason' in desktop) return desktop
  const code = await runInTerminal(desktop.electron, [ROOT, ...args], electronEnvironment(env))
  if (platform !== 'linux' || code !== NOT_LOADED) return code
  return { reason: 'Electron could not be loaded; the library that is missing is named above.' }
}
