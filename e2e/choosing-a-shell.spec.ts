import { spawn } from 'node:child_process'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { startElectronMirror } from '../test-support/electron-mirror.ts'

const ROOT = join(import.meta.dirname, '..')
/** The tests may run as root, whom `npm start` would send to the light shell for that reason alone. */
const AS_ORDINARY_USER = '--import=data:text/javascript,process.getuid=()=>1000'
const REPORTS_HOW_IT_WAS_RUN = `#!${process.execPath}
console.log(JSON.stringify({ args: process.argv.slice(2), asNode: process.env.ELECTRON_RUN_AS_NODE ?? null }))
process.exitCode = 7
`
const RUNS_UNTIL_TOLD = `#!${process.execPath}
process.on('SIGTERM', () => process.exit(9))
console.log('running')
setInterval(() => {}, 1000)
`
const CANNOT_BE_LOADED =
  '#!/bin/sh\necho "electron: error while loading shared libraries: libnss3.so" >&2\nexit 127\n'

test.skip(process.platform !== 'linux', 'The stand-in for Electron is laid out as on Linux.')

let dir: TempDir
test.beforeEach(async () => {
  dir = await makeTempDir('choosing')
})
test.afterEach(async () => {
  await dir.remove()
})

/** A folder with a program in the place of Electron's. */
async function runtimeOf(program: string): Promise<string> {
  const folder = join(dir.path, 'runtime')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'electron'), program)
  await chmod(join(folder, 'electron'), 0o755)
  return folder
}

/** Runs what `npm start` runs, at a display; `until` ends it where its output says so. */
const start = (args: readonly string[], env: NodeJS.ProcessEnv, until?: RegExp) =>
  runScript('start.mjs', args, env, until)

async function runScript(script: string, args: readonly string[], env: NodeJS.ProcessEnv, until?: RegExp) {
  const child = spawn(process.execPath, [join(ROOT, 'scripts', script), ...args], {
    env: {
      ...process.env,
      ...{ NODE_OPTIONS: AS_ORDINARY_USER, DISPLAY: ':0', WAYLAND_DISPLAY: '' },
      ...{ TRAYLIGHT_NO_OPEN: '1', TRAYLIGHT_PORT: '0', TRAYLIGHT_DATA_DIR: join(dir.path, 'data') },
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', chunk => {
    stdout += String(chunk)
    if (until?.test(stdout)) child.kill('SIGTERM')
  })
  child.stderr.on('data', chunk => {
    stderr += String(chunk)
  })
  const exitCode = await new Promise<number | null>(resolve => child.once('close', resolve))
  return { exitCode, stdout, stderr }
}

const READY = /Dashboard: http/

test('runs Electron on the repository with the flags, and ends with its exit code', async () => {
  const { exitCode, stdout, stderr } = await start(['--hidden', '--log-level', 'info'], {
    ELECTRON_OVERRIDE_DIST_PATH: await runtimeOf(REPORTS_HOW_IT_WAS_RUN),
    ELECTRON_RUN_AS_NODE: '1',
  })
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toEqual({ args: [ROOT, '--hidden', '--log-level', 'info'], asNode: null })
  expect(exitCode).toBe(7)
})

test('passes on the signal to stop', async () => {
  const folder = await runtimeOf(RUNS_UNTIL_TOLD)
  const { exitCode } = await start([], { ELECTRON_OVERRIDE_DIST_PATH: folder }, /running/)
  expect(exitCode).toBe(9)
})

test('without a display says why in one line and runs the light shell', async () => {
  const { exitCode, stdout, stderr } = await start([], { DISPLAY: '' }, READY)
  expect(stdout).toMatch(READY)
  expect(stderr).toBe(
    'traylight: There is no display here: neither DISPLAY nor WAYLAND_DISPLAY is set. Running the light shell.\n',
  )
  expect(exitCode).toBe(0)
})

test('where Electron lacks a library of the system the light shell runs', async () => {
  const folder = await runtimeOf(CANNOT_BE_LOADED)
  const { stdout, stderr } = await start([], { ELECTRON_OVERRIDE_DIST_PATH: folder }, READY)
  expect(stdout).toMatch(READY)
  expect(stderr).toContain('libnss3.so')
  expect(stderr).toContain('traylight: Electron could not be loaded')
})

test('--desktop insists, and ends with 2 and the reason', async () => {
  const cases: readonly [NodeJS.ProcessEnv, RegExp][] = [
    [{ DISPLAY: '' }, /^traylight: There is no display here.*\n$/],
    [{ NODE_OPTIONS: '--import=data:text/javascript,process.getuid=()=>0' }, /^traylight: .*root.*\n$/],
    [{ ELECTRON_OVERRIDE_DIST_PATH: dir.path }, /^traylight: There is no Electron in .*\n$/],
    [{ ELECTRON_OVERRIDE_DIST_PATH: await runtimeOf(CANNOT_BE_LOADED) }, /\ntraylight: .*loaded.*\n$/],
  ]
  for (const [env, reason] of cases) {
    const { exitCode, stdout, stderr } = await start(['--desktop'], env)
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(reason)
  }
})

test('--light, --help and --version fetch nothing', async () => {
  const mirror = await startElectronMirror(join(dir.path, 'cache'))
  const env = { ...mirror.env, ELECTRON_SKIP_BINARY_DOWNLOAD: '' }
  try {
    expect((await start(['--version'], env)).exitCode).toBe(0)
    expect((await start(['--desktop', '--help'], env)).stdout).toContain('--desktop')
    expect((await start(['--light'], env, READY)).stdout).toMatch(READY)
    expect(mirror.accepted()).toBe(0)
  } finally {
    await mirror.close()
  }
})

test('npm run dev says what is missing and how to get it', async () => {
  const { exitCode, stdout, stderr } = await runScript('dev.mjs', [], {
    ELECTRON_OVERRIDE_DIST_PATH: dir.path,
  })
  expect([exitCode, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(
    /^traylight: Electron's runtime is not here\. `npm start -- --desktop` fetches it.*\n$/,
  )
})
