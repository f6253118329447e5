import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { thirdPartyLicenses } from './third-party-licenses.ts'

let root: TempDir
beforeEach(async () => {
  root = await makeTempDir('licenses')
})
afterEach(() => root.remove())

test('gives each package with the texts it came with, and where there are none with what it declares', async () => {
  const files = {
    'node_modules/a/LICENSE': 'Copyright A',
    'node_modules/a/NOTICE.txt': 'Thanks to B',
    'node_modules/a/licenses.js': 'a script',
    'node_modules/@c/d/readme.md': 'a readme',
  }
  for (const [file, text] of Object.entries(files)) {
    await mkdir(join(root.path, file, '..'), { recursive: true })
    await writeFile(join(root.path, file), text)
  }
  const locked = { dependencies: {}, optionalDependencies: {} }
  const lock = {
    packages: {
      'node_modules/a': { ...locked, version: '1.2.3', license: 'MIT' },
      'node_modules/@c/d': { ...locked, version: '4.5.6', license: '0BSD' },
    },
  }
  const text = thirdPartyLicenses(root.path, Object.keys(lock.packages), lock)
  expect(text).toMatch(/\na 1\.2\.3 \(MIT\)\n-+\n\nCopyright A\nThanks to B\n/)
  expect(text).toContain('\n@c/d 4.5.6 (0BSD)\n')
  expect(text).not.toMatch(/a script|a readme/)
})
