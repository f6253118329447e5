import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { recordBuild, recordOf } from './record-build.ts'

let dir: TempDir
beforeEach(async () => {
  dir = await makeTempDir('record')
})
afterEach(() => dir.remove())

const chunk = { type: 'chunk' } as const

test('names the packages whose code is in a script, as the lock file does', () => {
  const moduleIds = [
    '/home/me/traylight/src/engine/engine.ts',
    '/home/me/traylight/node_modules/zod/v4/core/core.js',
    '/home/me/traylight/node_modules/zod/index.js',
    '/home/me/traylight/node_modules/@fastify/send/index.js',
    '\0/home/me/traylight/node_modules/pg/lib/index.js?commonjs-es-import',
    '/home/me/traylight/node_modules/@fastify/ajv-compiler/node_modules/fast-uri/index.js',
    'C:\\traylight\\node_modules\\react\\index.js',
    '\0rolldown/runtime.js',
  ]
  const { scripts } = recordOf({ 'a.js': { ...chunk, fileName: 'a.js', moduleIds } })
  expect(scripts[0]?.packages).toEqual([
    'node_modules/@fastify/ajv-compiler/node_modules/fast-uri',
    'node_modules/@fastify/send',
    'node_modules/pg',
    'node_modules/react',
    'node_modules/zod',
  ])
})

test('says what each script loads, at once or later, and not what the runtime brings', () => {
  const { scripts } = recordOf({
    'light.js': {
      ...chunk,
      fileName: 'light.js',
      isEntry: true,
      imports: ['node:fs', 'node-notifier', 'chunks/b.js'],
      dynamicImports: ['chunks/c.js', 'chunks/b.js'],
    },
    'chunks/b.js': { ...chunk, fileName: 'chunks/b.js' },
    'chunks/c.js': { ...chunk, fileName: 'chunks/c.js' },
    'page.css': { type: 'asset', fileName: 'page.css' },
  })
  expect(scripts.map(({ file, isEntry, imports }) => ({ file, isEntry, imports }))).toEqual([
    { file: 'chunks/b.js', isEntry: false, imports: [] },
    { file: 'chunks/c.js', isEntry: false, imports: [] },
    { file: 'light.js', isEntry: true, imports: ['chunks/b.js', 'chunks/c.js'] },
  ])
})

test('is written beside the folder of its build', () => {
  const bundle = { 'a.js': { ...chunk, fileName: 'a.js', isEntry: true } }
  recordBuild('main').writeBundle({ dir: join(dir.path, 'out/main') }, bundle)
  const written = JSON.parse(readFileSync(join(dir.path, 'out/records/main.json'), 'utf8'))
  expect(written).toEqual(recordOf(bundle))
})
