import { createHash } from 'node:crypto'
import {
  dependencyPath,
  type LockedPackage,
  lockedPackage,
  type PackageLock,
  packageName,
} from './package-lock.ts'

/** How a package is part of a product: its code is in our scripts, it lies beside them, or it runs them. */
export type Part = 'bundled' | 'installed' | 'runtime'

/** A file that comes from elsewhere than npm. */
export interface FetchedFile {
  readonly url: string
  /** In hexadecimal. */
  readonly sha256: string
}

/** What a product is made of. */
export interface Materials {
  /** The product's name, such as traylight-light. */
  readonly product: string
  /** Packages by their path in the lock file. */
  readonly packages: Readonly<Record<string, Part>>
  readonly lock: PackageLock
  /** What a package fetches besides what npm installs, by the package's path. */
  readonly fetched?: Readonly<Record<string, FetchedFile>>
  /** When it was made. */
  readonly date: Date
}

interface Hash {
  readonly alg: 'SHA-256' | 'SHA-512'
  readonly content: string
}

interface Component {
  readonly type: 'application' | 'library' | 'framework' | 'platform'
  readonly 'bom-ref': string
  readonly name: string
  readonly group?: string
  readonly version: string
  readonly licenses?: readonly (
    | { readonly license: { readonly id: string } }
    | { readonly expression: string }
  )[]
  readonly purl: string
  readonly hashes?: readonly Hash[]
  readonly externalReferences?: readonly {
    readonly type: 'distribution'
    readonly url: string
    readonly hashes: readonly Hash[]
  }[]
  readonly properties?: readonly { readonly name: string; readonly value: string }[]
}

/** A CycloneDX 1.6 document, as far as it is used here: https://cyclonedx.org/docs/1.6/json/ */
export interface BillOfMaterials {
  readonly bomFormat: 'CycloneDX'
  readonly specVersion: '1.6'
  readonly serialNumber: string
  readonly version: 1
  readonly metadata: { readonly timestamp: string; readonly component: Component }
  readonly components: readonly Component[]
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[]
}

/**
 * The software bill of materials of a product: every package that is in it, with version, licence, the digest that the
 * lock file holds it to, and what it depends on. The same materials give the same document.
 */
export function billOfMaterials({ product, packages, lock, fetched, date }: Materials): BillOfMaterials {
  const ours = lockedPackage(lock, '')
  const component: Component = {
    type: 'application',
    'bom-ref': purlOf(product, ours.version),
    name: product,
    version: ours.version,
    ...licensesOf(ours),
    purl: purlOf(product, ours.version),
  }
  const paths = Object.keys(packages).sort()
  // One package may lie at two places in the same version; it is one component.
  const components = new Map(
    paths.map(path => {
      const made = componentOf(path, lockedPackage(lock, path), packages[path] ?? 'bundled')
      return [made['bom-ref'], { ...made, ...referenceTo(fetched?.[path]) }]
    }),
  )
  const document = {
    metadata: { timestamp: date.toISOString(), component },
    components: [...components.values()],
    dependencies: [
      { ref: component['bom-ref'], dependsOn: [...components.keys()] },
      ...dependenciesOf(paths, lock),
    ],
  }
  const serialNumber = `urn:uuid:${uuidOf(JSON.stringify(document))}`
  return { bomFormat: 'CycloneDX', specVersion: '1.6', serialNumber, version: 1, ...document }
}

function componentOf(path: string, locked: LockedPackage, part: Part): Component {
  const fullName = locked.name ?? packageName(path)
  const [group, name] = fullName.startsWith('@') ? fullName.split('/') : [undefined, fullName]
  const purl = purlOf(fullName, locked.version)
  return {
    type: part === 'runtime' ? (fullName === 'electron' ? 'framework' : 'platform') : 'library',
    'bom-ref': purl,
    ...(group === undefined ? {} : { group }),
    name: name ?? fullName,
    version: locked.version,
    ...licensesOf(locked),
    purl,
    ...hashesOf(locked),
    properties: [{ name: 'traylight:part', value: part }],
  }
}

function referenceTo(file: FetchedFile | undefined): Pick<Component, 'externalReferences'> {
  if (file === undefined) return {}
  const hashes: readonly Hash[] = [{ alg: 'SHA-256', content: file.sha256 }]
  return { externalReferences: [{ type: 'distribution', url: file.url, hashes }] }
}

/** Package URL of an npm package: https://github.com/package-url/purl-spec */
const purlOf = (name: string, version: string): string => `pkg:npm/${name.replace('@', '%40')}@${version}`

function licensesOf({ license }: LockedPackage): Pick<Component, 'licenses'> {
  if (license === undefined) return {}
  const isExpression = /[ ()]/.test(license)
  return { licenses: [isExpression ? { expression: license } : { license: { id: license } }] }
}

function hashesOf({ integrity }: LockedPackage): Pick<Component, 'hashes'> {
  const [, digest] = /^sha512-(.+)$/.exec(integrity ?? '') ?? []
  if (digest === undefined) return {}
  return { hashes: [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }] }
}

function dependenciesOf(paths: readonly string[], lock: PackageLock): BillOfMaterials['dependencies'] {
  const refs = new Map(paths.map(path => [path, refOf(path, lock)]))
  const graph = new Map<string, Set<string>>()
  for (const [path, ref] of refs) {
    const known = graph.get(ref) ?? new Set()
    const { dependencies, optionalDependencies } = lockedPackage(lock, path)
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const needed = refs.get(dependencyPath(lock, path, name) ?? '')
      if (needed !== undefined) known.add(needed)
    }
    graph.set(ref, known)
  }
  return [...graph].map(([ref, needed]) => ({ ref, dependsOn: [...needed].sort() }))
}

const refOf = (path: string, lock: PackageLock): string => {
  const { name, version } = lockedPackage(lock, path)
  return purlOf(name ?? packageName(path), version)
}

/** A UUID of version 8, made from a digest of the text. (RFC 9562, 5.8) */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) % 4]
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
