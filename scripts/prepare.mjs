/**
 * What every command does first: install the packages, find the pinned runtime, build. Each does nothing where it is
 * done already. Plain JavaScript without packages, since it runs before there are any, on Node 20 or newer.
 * Progress goes to stderr; stdout belongs to the command.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { explainNpmFailure } from './explain-npm-failure.mjs'
import { isInstalled, markInstalled } from './installed.mjs'
import { Problem } from './problem.mjs'
import { runGroup } from './run-group.mjs'
import { sourceHash } from './source-hash.mjs'
import { withLock } from './with-lock.mjs'

/** The repository. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

const OUT = join(ROOT, 'out')
const BUILD_STAMP = join(OUT, '.stamp')
const BUILT = [
  ...['out/main/light.js', 'out/main/cli.js', 'out/main/desktop.js', 'out/records/main.json'],
  ...['out/preload/bridge.cjs', 'out/renderer/index.html'],
]
/** The Node that the code is written for, and that the pinned runtime provides. */
const NEEDED_MAJOR = 24
const RUNTIMES = new Set(['linux-x64', 'linux-arm64', 'win-x64'])
const SHOWN_LINES = 30

/**
 * Installs and builds what is missing, one process at a time.
 *
 * @returns {Promise<string>} the path of the Node to run Traylight with
 * @throws {Problem}
 */
export async function prepare() {
  await installPackages()
  const node = findRuntime()
  await build(node)
  return node
}

/**
 * Runs `npm ci` where node_modules does not match package-lock.json.
 *
 * @throws {Problem} in words: no npm, no network, a lock file that does not fit
 */
export async function installPackages() {
  if (isInstalled(ROOT)) return
  await alone(async onStart => {
    if (isInstalled(ROOT)) return
    const done = announce('Installing packages (npm ci). This takes a minute the first time.')
    const npm = findNpm()
    const { code, output } = await run(
      npm.command,
      [...npm.args, 'ci', ...NPM_OPTIONS],
      withoutOwnBinaries(),
      onStart,
    )
    if (code !== 0) throw new Problem(explainNpmFailure(output, code))
    markInstalled(ROOT)
    done('Packages installed')
  })
}

const NPM_OPTIONS = ['--no-audit', '--no-fund', '--loglevel=error', '--include=dev', '--include=optional']

/**
 * Builds into out/ where that is not made from the present sources.
 *
 * @param {string} node
 * @throws {Problem}
 */
export async function build(node) {
  if (isBuilt(sourceHash(ROOT))) return
  await alone(async onStart => {
    const hash = sourceHash(ROOT)
    if (isBuilt(hash)) return
    const done = announce('Building.')
    forgetBuild()
    const cli = join(ROOT, 'node_modules/electron-vite/bin/electron-vite.js')
    const { code, output } = await run(node, [cli, 'build'], environmentFor(node), onStart)
    if (code !== 0) {
      process.stderr.write(`${output.trimEnd().split('\n').slice(-SHOWN_LINES).join('\n')}\n`)
      throw new Problem('The build failed; what it said stands above.')
    }
    const missing = BUILT.find(file => !existsSync(join(ROOT, file)))
    if (missing)
      throw new Problem(`The build ended without making ${missing}. Check electron.vite.config.ts.`)
    writeFileSync(BUILD_STAMP, hash)
    done('Built')
  })
}

/** Has the next start build anew, after something else wrote into out/. */
export function forgetBuild() {
  rmSync(BUILD_STAMP, { force: true })
}

/**
 * The pinned Node among the packages; on systems without one, the Node that runs this, if it is new enough.
 *
 * @returns {string} its path
 * @throws {Problem}
 */
export function findRuntime() {
  const system = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  const pinned = join(
    ROOT,
    `node_modules/node-${system}/bin`,
    process.platform === 'win32' ? 'node.exe' : 'node',
  )
  if (RUNTIMES.has(system) && existsSync(pinned)) return pinned
  if (Number.parseInt(process.versions.node, 10) >= NEEDED_MAJOR) return process.execPath
  throw new Problem(
    `Traylight needs Node ${NEEDED_MAJOR} or newer on ${system}, and this is Node ${process.versions.node}. Install it from https://nodejs.org and run this again.`,
  )
}

/**
 * An environment in which `node` is the given runtime, for programs that start others.
 *
 * @param {string} node
 * @returns {NodeJS.ProcessEnv}
 */
export function environmentFor(node) {
  const { key, entries } = searchPath()
  const first = [dirname(node), join(ROOT, 'node_modules/.bin')]
  return {
    ...process.env,
    [key]: [...first, ...entries.filter(entry => !first.includes(entry))].join(delimiter),
  }
}

/** `npm ci` deletes node_modules, so neither npm nor what it starts may run on the Node in there. */
function withoutOwnBinaries() {
  const { key, entries } = searchPath()
  const foreign = entries.filter(entry => !entry.startsWith(join(ROOT, 'node_modules')))
  return { ...process.env, [key]: foreign.join(delimiter) }
}

function searchPath() {
  const key = Object.keys(process.env).find(name => name.toUpperCase() === 'PATH') ?? 'PATH'
  return { key, entries: (process.env[key] ?? '').split(delimiter) }
}

/** How to run npm: the one that started this, or the one in the search path. */
export function findNpm() {
  const { npm_execpath: script, npm_node_execpath: node } = process.env
  const isNpm = script !== undefined && /npm-cli\.[cm]?js$/.test(script)
  if (isNpm && node && existsSync(node) && existsSync(script)) return { command: node, args: [script] }
  // Node refuses to start .cmd files without a shell.
  return process.platform === 'win32'
    ? { command: 'cmd.exe', args: ['/d', '/s', '/c', 'npm'] }
    : { command: 'npm', args: [] }
}

/** @param {string} hash */
function isBuilt(hash) {
  try {
    return readFileSync(BUILD_STAMP, 'utf8') === hash && BUILT.every(file => existsSync(join(ROOT, file)))
  } catch {
    return false
  }
}

/** @param {(onStart: (pid: number) => void) => Promise<void>} work */
async function alone(work) {
  try {
    mkdirSync(OUT, { recursive: true })
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? ` (${error.code})` : ''
    throw new Problem(
      `The folder ${OUT} cannot be made${reason}. Traylight installs and builds inside its own folder.`,
    )
  }
  await withLock(join(OUT, '.preparing'), lock => work(lock.alsoHeldBy), {
    onWait: () => process.stderr.write('Waiting for another start that is installing or building.\n'),
  })
}

/** @param {string} line @returns {(line: string) => void} */
function announce(line) {
  const start = performance.now()
  process.stderr.write(`${line}\n`)
  return end => process.stderr.write(`${end} in ${((performance.now() - start) / 1000).toFixed(1)} s.\n`)
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {(pid: number) => void} onStart
 */
async function run(command, args, env, onStart) {
  let output = ''
  const onOutput = (/** @type {Buffer} */ chunk) => {
    output = (output + chunk.toString('utf8')).slice(-64_000)
  }
  try {
    const code = await runGroup(command, args, { cwd: ROOT, env, onOutput, onStart })
    return { code, output }
  } catch (error) {
    return { code: 127, output: error instanceof Error ? error.message : String(error) }
  }
}
