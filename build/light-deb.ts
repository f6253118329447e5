import { createHash } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'
import { copyFile, copyFolder, putLightFiles, putProductionPackages, readPackageJson } from './light-files.ts'
import type { Packager } from './packager.ts'
import { runTool } from './run-tool.ts'

export const DEB_NAME = 'traylight-light'

/** What Debian calls the processors that there is a pinned Node for. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' }

export interface DebOptions {
  /** The repository, which is built. */
  readonly root: string
  /** Where the package goes. */
  readonly dist: string
  /** An empty folder to put it together in. */
  readonly work: string
  readonly packager: Pick<Packager, 'maintainer' | 'homepage'>
  /** The licences of what is in it. */
  readonly licenses: string
  /** The bill of materials. */
  readonly bill: string
  /** The date of everything in it. */
  readonly date: Date
  /** How hard it is compressed; `fast` is for tests. */
  readonly compression: 'small' | 'fast'
}

/**
 * Makes the Debian package of the light shell: no Electron, the pinned Node within, a launcher entry, icons, and a systemd
 * user unit that nobody has to enable.
 *
 * @returns the package's path
 */
export async function makeLightDeb(options: DebOptions): Promise<string> {
  const { root, dist, work, date } = options
  const { version } = await readPackageJson(root)
  const architecture = ARCHITECTURES[process.arch]
  if (architecture === undefined) throw new Error(`There is no pinned Node for ${process.arch}.`)
  await putProgram(root, join(work, 'usr/lib/traylight'))
  await putIntegration(root, join(work, 'usr'))
  await putDocumentation(options, join(work, 'usr/share/doc', DEB_NAME))
  await normaliseModes(work)
  await writeControl(options, { version, architecture })
  await mkdir(dist, { recursive: true })
  const deb = join(dist, `${DEB_NAME}_${debianVersion(version)}_${architecture}.deb`)
  await runTool({
    command: 'dpkg-deb',
    args: ['--root-owner-group', ...COMPRESSION[options.compression], '--build', work, deb],
    cwd: root,
    env: { ...process.env, SOURCE_DATE_EPOCH: String(Math.floor(date.getTime() / 1000)) },
  })
  return deb
}

const COMPRESSION = { small: ['-Zxz', '-z6'], fast: ['-Zgzip', '-z1'] } as const

async function putProgram(root: string, folder: string): Promise<void> {
  await putLightFiles(root, folder)
  await copyFile(join(root, `node_modules/node-linux-${process.arch}/bin/node`), join(folder, 'bin/node'))
  await putProductionPackages(root, folder)
}

async function putIntegration(root: string, usr: string): Promise<void> {
  const from = join(root, 'build/light')
  await copyFile(join(from, 'traylight.sh'), join(usr, 'bin/traylight'))
  await copyFile(join(from, 'traylight.desktop'), join(usr, 'share/applications/traylight.desktop'))
  await copyFile(join(from, 'traylight.service'), join(usr, 'lib/systemd/user/traylight.service'))
  const icons = join(root, 'resources/app/linux')
  for (const file of await readdir(icons)) {
    const size = file.replace(/\.png$/, '')
    await copyFile(join(icons, file), join(usr, `share/icons/hicolor/${size}/apps/traylight.png`))
  }
}

async function putDocumentation(options: DebOptions, folder: string): Promise<void> {
  const { root, licenses, bill, packager, date } = options
  await mkdir(folder, { recursive: true })
  const { version } = await readPackageJson(root)
  const license = await readFile(join(root, 'LICENSE'), 'utf8')
  const pointer =
    'Licences of the code within that others wrote: third-party-licenses.txt.gz, beside this file.'
  await writeFile(join(folder, 'copyright'), `Traylight\n\n${license}\n${pointer}\n`)
  await copyFile(join(root, 'README.md'), join(folder, 'README.md'))
  for (const examples of ['grafana', 'prometheus']) {
    await copyFolder(join(root, 'build', examples), join(folder, 'examples', examples))
  }
  await writeFile(join(folder, 'third-party-licenses.txt.gz'), gzipSync(licenses, { level: 9 }))
  await writeFile(join(folder, 'bill-of-materials.cdx.json.gz'), gzipSync(bill, { level: 9 }))
  const changes = [
    `${DEB_NAME} (${debianVersion(version)}) unstable; urgency=medium`,
    `  * Version ${version}.`,
    ` -- ${packager.maintainer}  ${date.toUTCString().replace('GMT', '+0000')}`,
  ]
  await writeFile(join(folder, 'changelog.gz'), gzipSync(`${changes.join('\n\n')}\n`, { level: 9 }))
}

/** Folders and programs 755, files 644, whatever the mask of whoever builds. */
async function normaliseModes(folder: string): Promise<void> {
  const PROGRAM = /\/(bin\/(node|traylight|traylight\.mjs))$/
  await chmod(folder, 0o755)
  for (const path of await everythingIn(folder)) {
    const isFolder = (await stat(path)).isDirectory()
    await chmod(path, isFolder || PROGRAM.test(path) ? 0o755 : 0o644)
  }
}

async function writeControl(
  { work, packager }: DebOptions,
  { version, architecture }: { readonly version: string; readonly architecture: string },
): Promise<void> {
  const files: string[] = []
  let bytes = 0
  for (const path of await everythingIn(work)) {
    const found = await stat(path)
    if (found.isFile()) files.push(path)
    bytes += found.size
  }
  const folder = join(work, 'DEBIAN')
  await mkdir(folder)
  await chmod(folder, 0o755)
  const sums = files.sort().map(async file => {
    const sum = createHash('md5').update(await readFile(file))
    return `${sum.digest('hex')}  ${relative(work, file)}\n`
  })
  await writeFile(join(folder, 'md5sums'), (await Promise.all(sums)).join(''), { mode: 0o644 })
  const control = controlFile({
    Package: DEB_NAME,
    Version: debianVersion(version),
    Architecture: architecture,
    Maintainer: packager.maintainer,
    'Installed-Size': String(Math.ceil(bytes / 1024)),
    // What the Node within is linked with.
    Depends: 'libc6 (>= 2.28), libgcc-s1 | libgcc1, libstdc++6 (>= 8)',
    Recommends:
      'chromium | chromium-browser | google-chrome-stable | microsoft-edge-stable | www-browser, dbus-user-session, xdg-utils',
    Suggests: 'gnome-shell-extension-appindicator, libnotify-bin',
    // The desktop shell has the same command and launcher entry.
    Conflicts: 'traylight',
    Replaces: 'traylight',
    Section: 'admin',
    Priority: 'optional',
    Homepage: packager.homepage,
    Description: DESCRIPTION,
  })
  await writeFile(join(folder, 'control'), control, { mode: 0o644 })
}

const DESCRIPTION = `health of this machine and your services in the system tray
 Traylight watches a machine and the services on and around it, and says at a
 glance whether everything is healthy: in the tray, in notifications, and in a
 dashboard in the browser.
 .
 This is the light shell. It runs on the Node within, without Electron. A user
 switches starting at login on in the dashboard; on a server each user can
 enable the systemd user unit traylight.service.`

const controlFile = (fields: Readonly<Record<string, string>>): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('')

/** A version before a release sorts before it: 1.0.0-rc.1 is 1.0.0~rc.1 to Debian. */
const debianVersion = (version: string): string => version.replace('-', '~')

async function everythingIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true })
  return entries.map(entry => join(folder, entry))
}
