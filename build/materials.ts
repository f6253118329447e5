import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { FetchedFile, Part } from './bill-of-materials.ts'
import { lockedPackage, type PackageLock, productionPackages } from './package-lock.ts'
import { desktopShipment, lightShipment, type Shipment } from './shipment.ts'

/** Packages by their path in the lock file, and how they are part of a product. */
type Packages = Readonly<Record<string, Part>>

/** What the light shell's packages are made of. The Node that runs it is the one for this processor. */
export function lightMaterials(root: string, lock: PackageLock): Packages {
  const system = process.platform === 'win32' ? 'win' : process.platform
  const node = `node_modules/node-${system}-${process.arch}`
  return materials(lightShipment(root), lock, node in lock.packages ? node : undefined)
}

const ELECTRON = 'node_modules/electron'

/** What the desktop shell's installers are made of. */
export function desktopMaterials(root: string, lock: PackageLock): Packages {
  return materials(desktopShipment(root), lock, ELECTRON)
}

/** SHA-256 of every file of the release of Electron that is among the packages, by its name. */
export function electronChecksums(root: string): Readonly<Record<string, string>> {
  const text = readFileSync(join(root, ELECTRON, 'checksums.json'), 'utf8')
  return z.record(z.string(), z.string()).parse(JSON.parse(text))
}

/** Electron's runtime for this system, which its package fetches. */
export function electronRuntime(root: string, lock: PackageLock): Readonly<Record<string, FetchedFile>> {
  const { version } = lockedPackage(lock, ELECTRON)
  const name = `electron-v${version}-${process.platform}-${process.arch}.zip`
  const sha256 = electronChecksums(root)[name]
  if (sha256 === undefined) return {}
  return {
    [ELECTRON]: { url: `https://github.com/electron/electron/releases/download/v${version}/${name}`, sha256 },
  }
}

function materials({ bundled }: Shipment, lock: PackageLock, runtime: string | undefined): Packages {
  const parts: [string, Part][] = [
    ...bundled.map((path): [string, Part] => [path, 'bundled']),
    ...productionPackages(lock).map((path): [string, Part] => [path, 'installed']),
  ]
  if (runtime !== undefined) parts.push([runtime, 'runtime'])
  return Object.fromEntries(parts)
}
