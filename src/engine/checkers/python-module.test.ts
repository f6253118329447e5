import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findProgram } from '#demo/programs/find-program.ts'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { systemClock } from '../clock.ts'
import { KeptResources } from '../watch/kept-resources.ts'
import { pythonModuleChecker } from './python-module.ts'
import { runCheck } from './run-check.ts'

const keep = new KeptResources().keeperFor('test')
const interpreter = await findProgram('python3', ['/usr/bin'], 'python3')

describe('python-module', () => {
  let dir: TempDir
  beforeEach(async () => {
    dir = await makeTempDir('python')
  })
  afterEach(() => dir.remove())

  /** Writes a project of these files and imports from it. */
  const project = async (files: Readonly<Record<string, string>>) => {
    for (const [path, source] of Object.entries(files)) {
      await mkdir(dirname(join(dir.path, path)), { recursive: true })
      await writeFile(join(dir.path, path), source)
    }
  }
  const run = (
    target: object,
    { secrets = [] as readonly string[], timeoutMs = 15_000, signal = new AbortController().signal } = {},
  ) =>
    runCheck(
      pythonModuleChecker,
      { interpreter, cwd: dir.path, ...target },
      { timeoutMs, clock: systemClock, keep, secrets, signal },
    )

  it('imports modules in order and says how long each took, and where it is', async () => {
    await project({
      'core/__init__.py': '',
      'core/sparc/__init__.py': '',
      'core/sparc/state_manager.py': 'import time; time.sleep(0.05)\nclass StateManager: pass\n',
      'core/sparc/enhanced_orchestrator.py': 'from core.sparc.state_manager import StateManager\n',
    })
    const outcome = await run({
      imports: [
        'core.sparc.state_manager:StateManager',
        'core.sparc.enhanced_orchestrator:StateManager',
        'core',
        'json',
      ],
    })
    expect(outcome.message).toMatch(/^Imported 4 modules in \d+ ms$/)
    expect(outcome).toMatchObject({
      status: 'healthy',
      details: {
        interpreter: expect.stringMatching(/^3\.\d+\.\d+$/),
        executable: expect.stringMatching(/python/),
        imports: [
          {
            name: 'core.sparc.state_manager:StateManager',
            timeMs: expect.any(Number),
            file: join('core', 'sparc', 'state_manager.py'),
          },
          { name: 'core.sparc.enhanced_orchestrator:StateManager' },
          { name: 'core', file: join('core', '__init__.py') },
          { name: 'json', file: expect.stringMatching(/^\/.*json/) },
        ],
      },
    })
    expect(outcome.responseTimeMs).toBeGreaterThan(45)
    await expect(readFile(join(dir.path, 'core/__pycache__'))).rejects.toThrow(/ENOENT/)
  })

  it('names the one module that it imported', async () => {
    await project({ 'alone.py': 'x = 1' })
    expect((await run({ imports: ['alone'] })).message).toMatch(/^Imported alone in \d+ ms$/)
  })

  it('looks in the working directory, then in the path, and only then where Python does', async () => {
    await project({
      'root/first.py': 'A = 1',
      'lib/first.py': '',
      'lib/second.py': 'B = 1',
      'lib/json.py': 'OURS = 1',
      'lib/portion/third.py': 'C = 1',
    })
    const outcome = await run({
      imports: ['first:A', 'second:B', 'portion.third:C', 'portion', 'json:OURS'],
      cwd: join(dir.path, 'root'),
      path: [join(dir.path, 'lib')],
    })
    expect(outcome.message).toMatch(/^Imported 5 modules/)
    expect(outcome.details).toMatchObject({
      imports: [{ file: 'first.py' }, { file: join(dir.path, 'lib/second.py') }, {}, {}, {}],
    })
  })

  it('does not find modules in the directory that Traylight happens to run in', async () => {
    await project({ 'here.py': '' })
    const outcome = await run({ imports: ['here'], cwd: undefined })
    expect(outcome.message).toMatch(
      /^The module here is not found among what .*python3 has installed\. Give the project's root as working directory\.$/,
    )
  })

  it('gives the modules a clean environment, the working directory and no arguments', async () => {
    await project({
      'asks.py':
        'import os, sys\nassert os.getcwd() == os.path.realpath(os.path.dirname(__file__))\nassert sys.argv == ["-c"], sys.argv\nassert sys.stdin.read() == ""\nraise Exception(os.environ["TOKEN"] + str("TRAYLIGHT_LEAK" in os.environ))',
    })
    process.env.TRAYLIGHT_LEAK = 'seen'
    try {
      const outcome = await run(
        { imports: ['asks'], env: { TOKEN: 'hunter2-hunter2' } },
        { secrets: ['hunter2-hunter2'] },
      )
      expect(outcome.message).toBe('asks fails when it is imported, with Exception: •••False (asks.py:5).')
    } finally {
      delete process.env.TRAYLIGHT_LEAK
    }
  })

  it('takes an interpreter below the home directory and a link to one', async () => {
    await symlink(interpreter, join(dir.path, 'my-python'))
    await project({ 'alone.py': '' })
    const outcome = await run({ imports: ['alone'], interpreter: join(dir.path, 'my-python') })
    expect(outcome.status).toBe('healthy')
  })

  it.each([
    ['package.module', true],
    ['package', true],
    ['_private.mod2:Symbol', true],
    ['größe.änderung', true],
    ['', false],
    ['package.', false],
    ['.relative', false],
    ['package/module', false],
    ['package.module:', false],
    ['package.module:a:b', false],
    ['package-name', false],
    ['1st', false],
    ['a; import b', false],
    ['a\n', false],
  ])('takes %j for an import: %s', (text, good) => {
    expect(pythonModuleChecker.schema.safeParse({ imports: [text] }).success).toBe(good)
  })

  it.each([
    [{ imports: [] }, 'Name at least one module.'],
    [{ imports: Array.from({ length: 21 }, () => 'a') }, /^Name at most 20 modules/],
    [{ imports: ['a'], cwd: 'project' }, 'Give the full path, or one that begins with ~/.'],
    [{ imports: ['a'], path: ['lib'] }, 'Give the full path, or one that begins with ~/.'],
    [{ imports: ['a'], interpreter: 'venv/bin/python' }, 'Give its name alone, or its full path.'],
    [{ imports: ['a'], mode: 'static' }, 'Say where to look: give the working directory, or a path.'],
  ])('refuses %j', (target, message) => {
    const parsed = pythonModuleChecker.schema.safeParse(target)
    expect(parsed.error?.issues[0]?.message).toMatch(message)
  })

  it('is described by its imports', () => {
    expect(pythonModuleChecker.describe({ imports: ['a.b'] })).toEqual({ text: 'a.b', host: null })
    expect(pythonModuleChecker.describe({ imports: ['a', 'b', 'c'] }).text).toBe('a and 2 more')
  })
})
