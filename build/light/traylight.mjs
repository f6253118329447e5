#!/usr/bin/env node
// The command `traylight` of the light packages. Without arguments, with flags or with a link into the dashboard it starts
// the light shell; any other word first is for the command line. It needs Node 24: this one, or the one that was installed
// with it.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const NEEDED_MAJOR = 24

process.env.TRAYLIGHT_COMMAND = 'traylight'
const args = process.argv.slice(2)
const isCommand = args.length > 0 && !/^(-|traylight:)/i.test(args[0] ?? '')
const here = dirname(fileURLToPath(import.meta.url))
const entry = join(here, '../out/main', isCommand ? 'cli.js' : 'light.js')

if (isNewEnough()) {
  // The folder of the package may be root's; what is compiled is kept for the user it was compiled for.
  const cache = process.platform === 'linux' ? cacheFolder() : undefined
  if (cache !== undefined) nodeModule.enableCompileCache?.(cache)
  await import(pathToFileURL(entry).href)
} else {
  runWith(installedNode())
}

function isNewEnough() {
  return Number.parseInt(process.versions.node, 10) >= NEEDED_MAJOR
}

/** Where a user's programs keep what can be made again. (XDG Base Directory Specification) */
function cacheFolder() {
  const { XDG_CACHE_HOME: cacheHome } = process.env
  if (cacheHome?.startsWith('/')) return join(cacheHome, 'traylight')
  return homedir() === '/' ? undefined : join(homedir(), '.cache/traylight')
}

/** The Node that npm installed with this package, where there is one for this system. */
function installedNode() {
  const isWindows = process.platform === 'win32'
  const name = `node-${isWindows ? 'win' : process.platform}-${process.arch}`
  try {
    const found = nodeModule.createRequire(import.meta.url).resolve(`${name}/package.json`)
    const program = join(dirname(found), 'bin', isWindows ? 'node.exe' : 'node')
    return existsSync(program) ? program : undefined
  } catch {
    return undefined
  }
}

/** @param {string | undefined} node */
function runWith(node) {
  if (node === undefined) return giveUp(`this is Node ${process.versions.node}`)
  const child = spawn(node, [entry, ...args], { stdio: 'inherit' })
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal))
  }
  child.once('error', error => giveUp(`the one that was installed with it does not run (${error.message})`))
  child.once('exit', (code, signal) => {
    if (code !== null) process.exit(code)
    process.exit(signal === 'SIGKILL' ? 137 : 143)
  })
}

/** @param {string} why */
function giveUp(why) {
  process.stderr.write(
    `Traylight needs Node ${NEEDED_MAJOR} or newer, and ${why}. Install it from https://nodejs.org and run this again.\n`,
  )
  process.exitCode = 2
}
