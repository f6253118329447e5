import { chmod, mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeTempDir, type TempDir } from '../../../test-support/temp-dir.ts'
import { systemClock } from '../clock.ts'
import { KeptResources } from '../watch/kept-resources.ts'
import { pythonModuleChecker } from './python-module.ts'
import { runCheck } from './run-check.ts'

const keep = new KeptResources().keeperFor('test')

describe('python-module in static mode', () => {
  let dir: TempDir
  beforeEach(async () => {
    dir = await makeTempDir('python-static')
  })
  afterEach(() => dir.remove())

  const write = async (files: Readonly<Record<string, string | Buffer>>) => {
    for (const [path, source] of Object.entries(files)) {
      await mkdir(dirname(join(dir.path, path)), { recursive: true })
      await writeFile(join(dir.path, path), source)
    }
  }
  const run = (imports: readonly string[], target: object = {}) =>
    runCheck(
      pythonModuleChecker,
      { imports, mode: 'static', cwd: dir.path, ...target },
      { timeoutMs: 5000, clock: systemClock, keep },
    )

  it('runs nothing: neither the modules nor the interpreter', async () => {
    const wound = (file: string) =>
      `open(r"${join(dir.path, file)}", "w").write("ran")\nclass Manager: pass\n`
    await write({
      'core/__init__.py': wound('core-ran'),
      'core/state.py': wound('state-ran'),
      'sitecustomize.py': wound('site-ran'),
      python: `#!/bin/sh\necho ran > '${join(dir.path, 'python-ran')}'\n`,
    })
    await chmod(join(dir.path, 'python'), 0o755)
    const before = (await readdir(dir.path, { recursive: true })).toSorted()
    const processesBefore = process.getActiveResourcesInfo().filter(name => /Process|Pipe/.test(name)).length
    const running = run(['core.state:Manager', 'core:Manager'], { interpreter: join(dir.path, 'python') })
    expect(process.getActiveResourcesInfo().filter(name => /Process|Pipe/.test(name))).toHaveLength(
      processesBefore,
    )
    const outcome = await running
    expect(outcome.message).toBe('2 imports are there')
    expect(outcome.status).toBe('healthy')
    expect((await readdir(dir.path, { recursive: true })).toSorted()).toEqual(before)

    // The same in the other mode shows that they would have.
    await run(['core.state'], { mode: 'import', interpreter: join(dir.path, 'python') })
    expect(await readdir(dir.path)).toContain('python-ran')
  })

  it('finds sources, packages, namespace packages, compiled modules and bytecode', async () => {
    await write({
      'core/__init__.py': '',
      'core/sparc/state_manager.py': '',
      'fast.cpython-311-x86_64-linux-gnu.so': '',
      'faster.abi3.so': '',
      'win.cp312-win_amd64.pyd': '',
      'old.pyc': '',
      'lib/elsewhere/part.py': '',
      'elsewhere/other.py': '',
    })
    const outcome = await run(
      [
        'core',
        'core.sparc',
        'core.sparc.state_manager',
        'fast',
        'faster',
        'win',
        'old',
        'elsewhere.part',
        'elsewhere.other',
      ],
      { path: [join(dir.path, 'lib')] },
    )
    expect(outcome).toMatchObject({ status: 'healthy', message: '9 imports are there' })
    expect(outcome.details.imports).toEqual([
      { name: 'core', file: join('core', '__init__.py') },
      { name: 'core.sparc', file: join('core', 'sparc') },
      { name: 'core.sparc.state_manager', file: join('core', 'sparc', 'state_manager.py') },
      { name: 'fast', file: 'fast.cpython-311-x86_64-linux-gnu.so' },
      { name: 'faster', file: 'faster.abi3.so' },
      { name: 'win', file: 'win.cp312-win_amd64.pyd' },
      { name: 'old', file: 'old.pyc' },
      { name: 'elsewhere.part', file: join('lib', 'elsewhere', 'part.py') },
      { name: 'elsewhere.other', file: join('elsewhere', 'other.py') },
    ])
  })

  it('takes a real package before a namespace package, and a package before a module, as Python does', async () => {
    await write({
      'core/stray.txt': '',
      'lib/core/__init__.py': '',
      'lib/core/state.py': '',
      'lib/core.py': '',
    })
    const outcome = await run(['core.state'], { path: [join(dir.path, 'lib')] })
    expect(outcome.message).toBe('core.state is there')
  })

  it.each([
    [{}, 'core.state', /^The module core\.state is not there: there is no core in \/\S+\.$/],
    [{}, 'core', /^The module core is not there in \/\S+\.$/],
    [
      { 'core/__init__.py': '' },
      'core.state.deep',
      /^The module core\.state\.deep is not there: the package core \(core\/__init__\.py\) has no state\.$/,
    ],
    [
      { 'core/state.py': '' },
      'core.state.deep',
      /^The module core\.state\.deep is not there: core\.state \(core\/state\.py\) is a module, not a package\.$/,
    ],
    [{ 'core.txt': '', 'core.py.bak': '', 'coree.py': '' }, 'core', /^The module core is not there in /],
    [{ 'Core.py': '' }, 'core', /^The module core is not there in /],
    [{ 'core.py/x.txt': '' }, 'core', /^The module core is not there in /],
    [{ 'core.py': 'class Other: pass' }, 'core:Manager', /^There is no Manager in core \(core\.py\)\.$/],
    [
      { 'core.py': 'from other import *' },
      'core:Manager',
      /^There is no Manager in core \(core\.py\)\. It imports everything \(\*\) from another module/,
    ],
    [
      { 'core/x.py': '' },
      'core:Manager',
      /^There is no Manager in core: core is a directory without __init__\.py\.$/,
    ],
    [
      { 'core.so': '' },
      'core:Manager',
      /^core is compiled \(core\.so\), so it cannot be looked into for Manager\. Use the mode import/,
    ],
    [
      { 'core.py': `Manager = 1\n${'#'.repeat(1024 * 1024)}` },
      'core:Manager',
      /^core\.py is larger than 1 MiB, so it was not looked through for Manager\.$/,
    ],
  ])('says what is missing from %j for %s', async (files, name, message) => {
    await write(files)
    const outcome = await run([name])
    expect(outcome.message).toMatch(message)
    expect(outcome).toMatchObject({ status: 'unhealthy', failure: 'unexpected' })
  })

  it('finds a symbol in binary rubbish and in other encodings', async () => {
    await write({
      'latin.py': Buffer.from('# -*- coding: latin-1 -*-\nname = "\xe9\xff"\nManager = 1\n', 'latin1'),
      'rubbish.py': Buffer.from(Array.from({ length: 10_000 }, (_, index) => (index * 7919) % 256)),
    })
    expect((await run(['latin:Manager'])).status).toBe('healthy')
    expect((await run(['rubbish:Manager'])).message).toBe('There is no Manager in rubbish (rubbish.py).')
  })

  it('says so where a directory is not there, and survives links that lead round in a circle', async () => {
    await symlink('loop', join(dir.path, 'loop'))
    const outcome = await run(['loop', 'loop.a'], { path: [join(dir.path, 'lib')] })
    expect(outcome.message).toMatch(
      /^The module loop is not there in \S+ or \S+\. \S+\/lib does not exist\. Another import fails too\.$/,
    )
    expect(outcome.details).toMatchObject({ imports: [{ file: null, problem: expect.any(String) }, {}] })
  })
})
