// Makes the packages into dist/: the light shell's tarball and .deb, the desktop shell's installers for this system, and the
// bill of materials of each. docs/packaging.md says what they are. With --light-only no installers.
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join, relative } from 'node:path'
import { findNpm } from '../scripts/prepare.mjs'
import { Problem, runMain } from '../scripts/problem.mjs'
import { billOfMaterials } from './bill-of-materials.ts'
import { makeInstallers } from './installers.ts'
import { DEB_NAME, makeLightDeb } from './light-deb.ts'
import { writeJson } from './light-files.ts'
import { makeLightTarball } from './light-tarball.ts'
import { desktopMaterials, electronRuntime, lightMaterials } from './materials.ts'
import { packageDate } from './package-date.ts'
import { lockedPackage, readPackageLock } from './package-lock.ts'
import { packager } from './packager.ts'
import { thirdPartyLicenses } from './third-party-licenses.ts'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')
const BYTES_PER_MB = 1e6

await runMain(async () => {
  const [flag, ...others] = process.argv.slice(2)
  if (others.length > 0 || (flag !== undefined && flag !== '--light-only')) {
    throw new Problem('The only flag of `npm run package` is --light-only.')
  }
  const work = await mkdtemp(join(tmpdir(), 'traylight-package-'))
  try {
    await makeLightPackages(work)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
  if (flag === '--light-only') return 0
  const { made, missing, reason } = await makeDesktopPackages()
  for (const file of made) await announce(file)
  if (missing.length === 0) return 0
  throw new Problem(`Not made: ${missing.join(', ')}. ${reason ?? 'electron-builder made none of them.'}`)
})

async function makeLightPackages(work: string): Promise<void> {
  const lock = readPackageLock(root)
  const date = packageDate(root, process.env)
  const packages = lightMaterials(root, lock)
  const bill = billOfMaterials({ product: DEB_NAME, packages, lock, date })
  const licenses = thirdPartyLicenses(root, Object.keys(packages), lock)
  await announce(await writeBill(DEB_NAME, bill))
  await mkdir(join(work, 'npm'))
  await announce(await makeLightTarball({ root, dist, work: join(work, 'npm'), licenses, npm: findNpm() }))
  if (!hasDpkg()) {
    process.stderr.write(`${DEB_NAME}'s .deb is made where there is dpkg-deb, and there is none here.\n`)
    return
  }
  await mkdir(join(work, 'deb'))
  const text = JSON.stringify(bill, null, 2)
  const about = { packager: packager(process.env), licenses, bill: text, date, compression: 'small' } as const
  await announce(await makeLightDeb({ root, dist, work: join(work, 'deb'), ...about }))
}

async function makeDesktopPackages() {
  const lock = readPackageLock(root)
  const packages = desktopMaterials(root, lock)
  const fetched = electronRuntime(root, lock)
  const date = packageDate(root, process.env)
  const bill = billOfMaterials({ product: 'traylight', packages, lock, fetched, date })
  await announce(await writeBill('traylight', bill))
  await writeFile(
    join(root, 'out/third-party-licenses.txt'),
    thirdPartyLicenses(root, Object.keys(packages), lock),
  )
  const onProgress = (line: string) => void process.stderr.write(`${line}\n`)
  return await makeInstallers({ root, dist, env: process.env, onProgress })
}

async function writeBill(product: string, bill: object): Promise<string> {
  const { version } = lockedPackage(readPackageLock(root), '')
  const file = join(dist, `${product}-${version}.cdx.json`)
  await writeJson(file, bill)
  return file
}

async function announce(file: string): Promise<void> {
  const { size } = await stat(file)
  process.stdout.write(`${relative(root, file)} (${(size / BYTES_PER_MB).toFixed(1)} MB)\n`)
}

function hasDpkg(): boolean {
  return (process.env.PATH ?? '').split(delimiter).some(folder => existsSync(join(folder, 'dpkg-deb')))
}
