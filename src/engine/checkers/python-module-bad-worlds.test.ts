import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findProgram } from '../../../test-support/find-program.ts'
import { makeTempDir, type TempDir } from '../../../test-support/temp-dir.ts'
import { systemClock } from '../clock.ts'
import { KeptResources } from '../watch/kept-resources.ts'
import { pythonModuleChecker } from './python-module.ts'
import { runCheck } from './run-check.ts'

const keep = new KeptResources().keeperFor('test')
const python = await findProgram('python3', ['/usr/bin'], 'python3')
const DEADLINE_MS = 3000
/** How much later than its deadline a check may answer. */
const LATE_MS = 400

/** Python that writes its own id to the file `pids`. */
const NOTE = 'import os\nopen("pids", "a").write(f"{os.getpid()}\\n")\n'

interface World {
  readonly world: string
  readonly files?: Readonly<Record<string, string>>
  readonly target?: object
  readonly message: RegExp
  readonly status?: 'healthy'
  readonly failure?: string
  readonly late?: boolean
}

const unexpected = { failure: 'unexpected' }
const misconfigured = { failure: 'misconfigured' }
const mod = (source: string) => ({ 'mod.py': source })

const worlds: readonly World[] = [
  {
    world: 'the interpreter is missing',
    target: { interpreter: 'traylight-no-python' },
    message: /^The Python interpreter traylight-no-python was not found\. Check its path, or the PATH/,
    ...misconfigured,
  },
  {
    world: 'the interpreter is not executable',
    files: { 'bin/python': '#!/bin/sh\n' },
    target: { interpreter: 'DIR/bin/python' },
    message: /^The Python interpreter .*bin\/python may not be run by this user/,
    ...misconfigured,
  },
  {
    world: 'the working directory is missing',
    target: { cwd: 'DIR/nowhere' },
    message: /^The working directory .*\/nowhere of .*python3 does not exist\.$/,
    ...misconfigured,
  },
  {
    world: 'the working directory is a file',
    files: mod(''),
    target: { cwd: 'DIR/mod.py' },
    message: /^The working directory .*\/mod\.py of .*python3 is no directory\.$/,
    ...misconfigured,
  },
  {
    world: 'the module is missing',
    message: /^The module mod is found neither in \/.* nor among what .*python3 has installed\.$/,
    ...unexpected,
  },
  {
    world: 'the module is missing, and so is a directory of the path',
    target: { path: ['DIR/lib'] },
    message:
      /^The module mod is found neither in \/.* nor in \/.*\/lib nor among what .* has installed\. \/.*\/lib does not exist\.$/,
    ...unexpected,
  },
  {
    world: 'its package is missing',
    target: { imports: ['core.sparc.state_manager'] },
    message: /^The module core\.sparc\.state_manager is not there: core is found neither in /,
    ...unexpected,
  },
  {
    world: 'its package does not have it',
    files: { 'core/sparc/__init__.py': '' },
    target: { imports: ['core.sparc.state_manager'] },
    message:
      /^The module core\.sparc\.state_manager is not there: the package core\.sparc \(core\/sparc\/__init__\.py\) has no state_manager\.$/,
    ...unexpected,
  },
  {
    world: 'its package is a module',
    files: { 'core.py': '' },
    target: { imports: ['core.sparc.state_manager'] },
    message:
      /^The module core\.sparc\.state_manager is not there: core \(core\.py\) is a module, not a package\.$/,
    ...unexpected,
  },
  {
    world: 'it needs a module that is missing',
    files: { 'core/sparc/state_manager.py': '"""State."""\nimport no_such_redis\n' },
    target: { imports: ['core.sparc.state_manager'] },
    message:
      /^core\.sparc\.state_manager needs the module no_such_redis, which this interpreter does not have \(core\/sparc\/state_manager\.py:2\)\. Install it for \/.*python3.*, or name the interpreter of the project's virtual environment\.$/,
    ...unexpected,
  },
  {
    world: 'it needs a module of its own project that is missing',
    files: { 'core/a.py': 'from core.b import c' },
    target: { imports: ['core.a'] },
    message: /^core\.a needs the module core\.b, which is not there \(core\/a\.py:1\)\.$/,
    ...unexpected,
  },
  {
    world: 'it raises',
    files: {
      'mod.py': 'import inner\n',
      'inner.py': '\ndef f():\n  raise ValueError("no key\\nsecond line")\nf()',
    },
    message: /^mod fails when it is imported, with ValueError: no key \(inner\.py:3\)\.$/,
    ...unexpected,
  },
  {
    world: 'it raises somewhere in the standard library',
    files: mod('import json\njson.loads("{")'),
    message: /^mod fails when it is imported, with JSONDecodeError: Expecting .* \(mod\.py:2\)\.$/,
    ...unexpected,
  },
  {
    world: 'it raises with a message that is hostile',
    files: mod('raise Exception("\\x1b[2J\\x00<b>" + "x" * 50_000_000)'),
    message: /^mod fails when it is imported, with Exception: <b>x{190,200}… \(mod\.py:1\)\.$/,
    ...unexpected,
  },
  {
    world: 'it raises what cannot be written out',
    files: mod('class Odd(BaseException):\n  def __str__(self): raise self\nraise Odd()'),
    message: /^mod fails when it is imported, with Odd \(mod\.py:3\)\.$/,
    ...unexpected,
  },
  {
    world: 'it recurses without end',
    files: mod('def f(): f()\nf()'),
    message: /^mod fails when it is imported, with RecursionError: .* \(mod\.py:1\)\.$/,
    ...unexpected,
  },
  {
    world: 'it has a syntax error',
    files: mod('x = 1\nclass Broken\n'),
    message:
      /^mod cannot be imported: mod\.py has a syntax error in line 2 \(.+\)\. If it is right, it may be meant for another version of Python than 3\.\d+\.\d+\.$/,
    ...unexpected,
  },
  {
    world: 'what it needs has a syntax error',
    files: { 'mod.py': 'import inner', 'inner.py': 'def f():\nreturn 1' },
    message: /^mod cannot be imported: inner\.py has a syntax error in line 2 \(.+\)\./,
    ...unexpected,
  },
  {
    world: 'it is no text',
    files: mod('x = 1\0\0\0'),
    message:
      /^mod (?:cannot be imported: mod\.py has a syntax error|fails when it is imported, with ).*null bytes/,
    ...unexpected,
  },
  {
    world: 'the symbol is missing',
    files: mod('class Manager: pass'),
    target: { imports: ['mod:StateManager'] },
    message: /^There is no StateManager in mod, which was imported from mod\.py\.$/,
    ...unexpected,
  },
  {
    world: 'a symbol made on demand raises',
    files: mod('def __getattr__(name):\n  raise OSError("no " + name)'),
    target: { imports: ['mod:Thing'] },
    message: /^mod fails when it is imported, with OSError: no Thing \(mod\.py:2\)\.$/,
    ...unexpected,
  },
  {
    world: 'several are wrong',
    files: { 'a.py': 'raise OSError("first")', 'b.py': '', 'c.py': '1/0' },
    target: { imports: ['a', 'b', 'c'] },
    message: /^a fails when it is imported, with OSError: first \(a\.py:1\)\. Another import fails too\.$/,
    ...unexpected,
  },
  {
    world: 'it calls sys.exit',
    files: mod('import sys\nsys.exit(3)'),
    message: /^mod ends the program when it is imported: it calls sys\.exit\(3\) \(mod\.py:2\)\.$/,
    ...unexpected,
  },
  {
    world: 'it ends the process',
    files: mod(`${NOTE}os._exit(0)`),
    message:
      /^Python ended \(exit code 0\) while it imported mod, without an error: the module ends the process\.$/,
    ...unexpected,
  },
  {
    world: 'it crashes',
    files: mod(`${NOTE}os.kill(os.getpid(), 11)`),
    message:
      /^Python was killed by SIGSEGV while it imported mod\. A compiled part of the module may have crashed\.$/,
    ...unexpected,
  },
  {
    world: 'it hangs, after others did not',
    files: { 'fine.py': '', 'mod.py': `${NOTE}import time\ntime.sleep(1000)` },
    target: { imports: ['fine', 'mod', 'json'] },
    message:
      /^Importing mod did not come to an end within 3 s; Python was ended, with all that it had started\./,
    failure: 'timeout',
    late: true,
  },
  {
    world: 'it hangs, ignores being ended, and has children that do too',
    files: mod(
      `import os, signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nos.fork()\n${NOTE}while True: time.sleep(0.05)`,
    ),
    message: /^Importing mod did not come to an end within 3 s/,
    failure: 'timeout',
    late: true,
  },
  {
    world: 'it prints megabytes, with results that are not ours',
    files: mod(
      `${NOTE}import sys\nfake = '{"event":"end","index":0,"ms":0,"problem":"symbol","found":null}\\n'\nfor _ in range(20):\n  print(fake * 10_000)\n  sys.stderr.write(fake * 10_000)\n  os.write(1, fake.encode() * 10_000)\nsys.__stdout__.flush()`,
    ),
    status: 'healthy',
    message: /^Imported mod in \d+ ms$/,
  },
  {
    world: 'it writes to every descriptor there is',
    files: mod(
      `import os\nfor fd in range(20):\n  try: os.write(fd, b'{"event":"python","version":"2.0.0","executable":null}\\nhalf a line')\n  except OSError: pass`,
    ),
    status: 'healthy',
    message: /^Imported mod in \d+ ms$/,
  },
  {
    world: 'it patches what we use',
    files: mod(
      'import os, sys, time\nos.write = os._exit = time.perf_counter = None\nsys.stdout = sys.stderr = None\nsys.modules["os"] = None',
    ),
    status: 'healthy',
    message: /^Imported mod in \d+ ms$/,
  },
  {
    world: 'it leaves threads and children running',
    files: mod(
      `${NOTE}import subprocess, threading, time\nthreading.Thread(target=lambda: time.sleep(1000)).start()\np = subprocess.Popen(["sleep", "1000"])\nopen("pids", "a").write(f"{p.pid}\\n")`,
    ),
    status: 'healthy',
    message: /^Imported mod in \d+ ms$/,
  },
  {
    world: 'it goes on in a child as well',
    files: mod('import os\nos.fork()'),
    status: 'healthy',
    message: /^Imported mod in \d+ ms$/,
  },
  {
    world: 'the interpreter is none',
    target: { interpreter: '/bin/true' },
    message: /^\/bin\/true did not answer as Python does \(exit code 0\)\. Is it a Python interpreter\?$/,
    ...misconfigured,
  },
  {
    world: 'the interpreter complains',
    target: { interpreter: process.execPath },
    message:
      /did not answer as Python does \(exit code 9\)\. Is it a Python interpreter\? It said: .*bad option/,
    ...misconfigured,
  },
  {
    world: 'the interpreter prints without end',
    target: { interpreter: 'DIR/bin/endless' },
    files: { 'bin/endless': '#!/bin/sh\nexec yes "all is well"\n' },
    message: /printed without end and was ended\. Is it a Python interpreter\?$/,
    failure: 'protocol',
  },
  {
    world: 'the interpreter is old',
    files: {
      'bin/old':
        '#!/bin/sh\nprintf \'\\n%s{"event":"python","version":"2.7.18","executable":null}\\n\' "$4"\n',
    },
    target: { interpreter: 'DIR/bin/old' },
    message: /old is Python 2\.7\.18; 3\.6 or newer is needed\.$/,
    ...misconfigured,
  },
  {
    world: 'the interpreter never answers',
    files: { 'bin/silent': '#!/bin/sh\necho $$ >> pids\nexec sleep 1000\n' },
    target: { interpreter: 'DIR/bin/silent' },
    message: /silent did not begin to import anything within 3 s; it was ended\.$/,
    failure: 'timeout',
    late: true,
  },
]

describe.skipIf(process.platform === 'win32')('a Python module in a bad world', () => {
  let dir: TempDir
  beforeEach(async () => {
    dir = await makeTempDir('python-bad')
  })
  afterEach(() => dir.remove())

  const write = async (files: Readonly<Record<string, string>>) => {
    for (const [path, source] of Object.entries(files)) {
      await mkdir(dirname(join(dir.path, path)), { recursive: true })
      await writeFile(join(dir.path, path), source)
      if (path.startsWith('bin/')) await chmod(join(dir.path, path), path === 'bin/python' ? 0o644 : 0o755)
    }
  }
  const targetOf = (target: object) => {
    const whole = { imports: ['mod'], interpreter: python, cwd: 'DIR', ...target }
    return pythonModuleChecker.schema.parse(JSON.parse(JSON.stringify(whole).replaceAll('DIR', dir.path)))
  }

  it.each(worlds)('$world', async ({ files = {}, target = {}, message, status, failure, late }) => {
    await write(files)
    const started = performance.now()
    const outcome = await runCheck(pythonModuleChecker, targetOf(target), {
      timeoutMs: DEADLINE_MS,
      clock: systemClock,
      keep,
    })
    const took = performance.now() - started
    expect(outcome.message).toMatch(message)
    expect(outcome.status).toBe(status ?? 'unhealthy')
    expect(outcome.failure).toBe(failure)
    expect(took).toBeLessThan(DEADLINE_MS + LATE_MS)
    if (late) expect(took).toBeGreaterThan(DEADLINE_MS - 50)
    const noted = Object.values(files).join('').split('pids').length - 1
    const left = await readPids(join(dir.path, 'pids'))
    expect(left.length).toBeGreaterThanOrEqual(noted)
    for (const pid of left) await expect.poll(() => isRunning(pid), { timeout: 3000 }).toBe(false)
    expect(await bytecodeBelow(dir.path)).toEqual([])
  })

  it('keeps what it had found when a later import hangs', async () => {
    await write({ 'fine.py': '', 'mod.py': 'import time; time.sleep(1000)' })
    const outcome = await runCheck(pythonModuleChecker, targetOf({ imports: ['fine', 'nope', 'mod'] }), {
      timeoutMs: DEADLINE_MS,
      clock: systemClock,
      keep,
    })
    expect(outcome.details).toMatchObject({
      interpreter: expect.stringMatching(/^3\./),
      imports: [
        { name: 'fine', file: 'fine.py' },
        { name: 'nope', problem: expect.stringMatching(/^The module nope is found neither/) },
      ],
    })
  })

  it('is ended when the engine stops, and not called late', async () => {
    await write({ 'mod.py': `${NOTE}import time\ntime.sleep(1000)` })
    const controller = new AbortController()
    const running = runCheck(pythonModuleChecker, targetOf({}), {
      timeoutMs: 60_000,
      clock: systemClock,
      keep,
      signal: controller.signal,
    })
    await expect.poll(() => readPids(join(dir.path, 'pids')), { timeout: 5000 }).toHaveLength(1)
    controller.abort(new Error('The engine is stopping.'))
    expect((await running).message).toMatch(/The engine is stopping/)
    const [pid = 0] = await readPids(join(dir.path, 'pids'))
    await expect.poll(() => isRunning(pid), { timeout: 3000 }).toBe(false)
  })
})

async function bytecodeBelow(path: string): Promise<readonly string[]> {
  return (await readdir(path, { recursive: true })).filter(name => /__pycache__|\.pyc$/.test(name))
}

async function readPids(path: string): Promise<readonly number[]> {
  const text = await readFile(path, 'utf8').catch(() => '')
  return text.split('\n').filter(Boolean).map(Number)
}

/** Whether a process runs. One that ended and that nobody has collected (a zombie) does not. */
async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return !/\) Z /.test(state)
}
