import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { writeJson } from './light-files.ts'
import type { BuildName } from './record-build.ts'
import { desktopShipment, lightShipment } from './shipment.ts'

let root: TempDir
beforeEach(async () => {
  root = await makeTempDir('shipment')
})
afterEach(() => root.remove())

interface Script {
  readonly file: string
  readonly isEntry?: boolean
  readonly imports?: readonly string[]
  readonly packages?: readonly string[]
}

async function build(name: BuildName, scripts: readonly Script[]): Promise<void> {
  await writeJson(join(root.path, `out/${name}/build.json`), {})
  const whole = scripts.map(script => ({ isEntry: false, imports: [], packages: [], ...script }))
  await writeJson(join(root.path, `out/records/${name}.json`), { scripts: whole })
}

test('the light shell takes no script that only the desktop shell loads, and the packages of what it takes', async () => {
  await build('main', [
    { file: 'light.js', isEntry: true, imports: ['chunks/both.js'], packages: ['node_modules/pino'] },
    { file: 'cli.js', isEntry: true, imports: ['chunks/later.js'] },
    { file: 'history-writer.js', isEntry: true },
    { file: 'desktop.js', isEntry: true, imports: ['chunks/both.js', 'chunks/desktop.js'] },
    { file: 'chunks/both.js', imports: ['light.js'], packages: ['node_modules/zod'] },
    { file: 'chunks/later.js', packages: ['node_modules/yaml'] },
    { file: 'chunks/desktop.js', packages: ['node_modules/electron-updater'] },
  ])
  await build('renderer', [{ file: 'index.js', isEntry: true, packages: ['node_modules/react'] }])
  await build('preload', [{ file: 'bridge.cjs', isEntry: true, packages: ['node_modules/birpc'] }])

  expect(lightShipment(root.path)).toEqual({
    scripts: ['light.js', 'cli.js', 'history-writer.js', 'chunks/both.js', 'chunks/later.js'],
    bundled: ['node_modules/pino', 'node_modules/react', 'node_modules/yaml', 'node_modules/zod'],
  })
  expect(desktopShipment(root.path)).toEqual({
    scripts: ['history-writer.js', 'desktop.js', 'chunks/both.js', 'chunks/later.js', 'chunks/desktop.js'],
    bundled: [
      'node_modules/birpc',
      'node_modules/electron-updater',
      'node_modules/react',
      'node_modules/yaml',
      'node_modules/zod',
    ],
  })
})

test('a build without its record is refused, or the bill of materials would lack what is in it', async () => {
  await build('main', [])
  await writeJson(join(root.path, 'out/renderer/index.json'), {})
  expect(() => lightShipment(root.path)).toThrow('renderer.json')
})
