import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { systemClock } from '../clock.ts'
import { KeptResources } from '../watch/kept-resources.ts'
import { commandChecker } from './command.ts'
import { runCheck } from './run-check.ts'

const keep = new KeptResources().keeperFor('test')
const DEADLINE_MS = 2000
/** How much later than its deadline a check may answer. */
const LATE_MS = 400

interface World {
  readonly world: string
  /** A script for /bin/sh, or the argument list itself. It writes the ids of its processes to $PIDS. */
  readonly run: string | readonly string[]
  readonly status: 'healthy' | 'degraded' | 'unhealthy' | 'unknown'
  readonly message: RegExp
  readonly failure?: string
  /** Whether it only ends because its time is up. */
  readonly late?: boolean
}

const worlds: readonly World[] = [
  {
    world: 'the program is missing',
    run: ['/nowhere/check_it'],
    status: 'unhealthy',
    message: /^The program \/nowhere\/check_it was not found\. Check its path/,
    failure: 'misconfigured',
  },
  {
    world: 'the program is missing from PATH',
    run: ['traylight-no-such-program'],
    status: 'unhealthy',
    message: /^The program traylight-no-such-program was not found/,
    failure: 'misconfigured',
  },
  {
    world: 'the program is not executable',
    run: ['DIR/not-executable'],
    status: 'unhealthy',
    message: /^The program .*not-executable may not be run by this user\. Make it executable/,
    failure: 'misconfigured',
  },
  {
    world: 'the program is a directory',
    run: ['DIR'],
    status: 'unhealthy',
    message: /^The program .* may not be run by this user/,
    failure: 'misconfigured',
  },
  {
    world: 'it never ends',
    run: 'echo $$ >> "$PIDS"; echo waiting; exec sleep 1000',
    status: 'unhealthy',
    message: /^\/bin\/sh did not end within 2 s; it was ended/,
    failure: 'timeout',
    late: true,
  },
  {
    world: 'it ignores SIGTERM',
    run: 'trap "" TERM; echo $$ >> "$PIDS"; while :; do sleep 0.05; done',
    status: 'unhealthy',
    message: /did not end within 2 s; it was ended/,
    failure: 'timeout',
    late: true,
  },
  {
    world: 'it waits for children that ignore SIGTERM',
    run: 'for i in 1 2 3; do sh -c \'trap "" TERM; echo $$ >> "$PIDS"; while :; do sleep 0.05; done\' & done; echo $$ >> "$PIDS"; wait',
    status: 'unhealthy',
    message: /did not end within 2 s; it was ended, with all it had started/,
    failure: 'timeout',
    late: true,
  },
  {
    world: 'it ends, but a child keeps its output open',
    run: 'sleep 1000 & echo $! >> "$PIDS"; echo started',
    status: 'healthy',
    message: /^started \(\/bin\/sh left a process running that kept its output open\)$/,
  },
  {
    world: 'it ends, but leaves a child in the background',
    run: 'sleep 1000 > /dev/null 2>&1 & echo $! >> "$PIDS"; echo started',
    status: 'healthy',
    message: /^started$/,
  },
  {
    world: 'it prints forever',
    run: 'echo $$ >> "$PIDS"; exec yes "all is well"',
    status: 'unhealthy',
    message: /^\/bin\/sh printed more than 65536 bytes and was ended/,
    failure: 'protocol',
  },
  {
    world: 'it prints errors forever and ignores SIGTERM and closed pipes',
    run: 'trap "" TERM PIPE; echo $$ >> "$PIDS"; while :; do echo error 1>&2; done',
    status: 'unhealthy',
    message: /printed more than 65536 bytes and was ended/,
    failure: 'protocol',
  },
  {
    world: 'it prints binary garbage',
    run: 'head -c 20000 /dev/urandom; exit 0',
    status: 'healthy',
    message: /ended with exit code 0 and printed binary data, not text/,
  },
  {
    world: 'it prints one huge line, below the cap',
    run: 'head -c 60000 /dev/zero | tr "\\0" y',
    status: 'healthy',
    message: /^y{299}…$/,
  },
  {
    world: 'it prints one huge line, above the cap',
    run: 'head -c 600000 /dev/zero | tr "\\0" y; sleep 1000',
    status: 'unhealthy',
    message: /printed more than 65536 bytes/,
    failure: 'protocol',
  },
  { world: 'it exits with 0', run: 'echo fine', status: 'healthy', message: /^fine$/ },
  { world: 'it exits with 1', run: 'echo hm; exit 1', status: 'degraded', message: /^hm$/ },
  {
    world: 'it exits with 2',
    run: 'echo bad; exit 2',
    status: 'unhealthy',
    message: /^bad$/,
    failure: 'unexpected',
  },
  { world: 'it exits with 3', run: 'echo who knows; exit 3', status: 'unknown', message: /^who knows$/ },
  {
    world: 'it exits with 77',
    run: 'exit 77',
    status: 'unhealthy',
    message: /ended with exit code 77, which is none of a plug-in's/,
    failure: 'unexpected',
  },
  {
    world: 'it calls a program that is missing',
    run: 'traylight-no-such-program',
    status: 'unhealthy',
    message: /exit code 127.*may be missing\. It said: .*not found/,
    failure: 'unexpected',
  },
  {
    world: 'it crashes',
    run: 'kill -SEGV $$',
    status: 'unhealthy',
    message: /was killed by SIGSEGV before it ended\. It crashed/,
    failure: 'unexpected',
  },
  {
    world: 'somebody kills it',
    run: 'kill -KILL $$',
    status: 'unhealthy',
    message: /was killed by SIGKILL before it ended/,
    failure: 'unexpected',
  },
]

describe.skipIf(process.platform === 'win32')('a command in a bad world', () => {
  let dir: TempDir
  beforeAll(async () => {
    dir = await makeTempDir('command-bad')
    await writeFile(join(dir.path, 'not-executable'), '#!/bin/sh\necho fine\n')
    await chmod(join(dir.path, 'not-executable'), 0o644)
  })
  afterAll(() => dir.remove())

  it.each(worlds)('$world', async ({ world, run, status, message, failure, late }) => {
    const pids = join(dir.path, `${world.replaceAll(/\W/g, '-')}.pids`)
    const argv =
      typeof run === 'string' ? ['/bin/sh', '-c', run] : run.map(part => part.replace('DIR', dir.path))
    const pipesBefore = openPipes()
    const started = performance.now()
    const outcome = await runCheck(
      commandChecker,
      { argv, env: { PIDS: pids } },
      { timeoutMs: DEADLINE_MS, clock: systemClock, keep },
    )
    const took = performance.now() - started

    expect(outcome.message).toMatch(message)
    expect(outcome.status).toBe(status)
    expect(outcome.failure).toBe(failure)
    expect(took).toBeLessThan(DEADLINE_MS + LATE_MS)
    if (late) expect(took).toBeGreaterThan(DEADLINE_MS - 50)
    const expectedPids = typeof run === 'string' ? run.split('>> "$PIDS"').length - 1 : 0
    const left = await readPids(pids)
    expect(left.length).toBeGreaterThanOrEqual(expectedPids)
    for (const pid of left) await expect.poll(() => isRunning(pid), { timeout: 3000 }).toBe(false)
    await expect.poll(openPipes, { timeout: 3000 }).toBeLessThanOrEqual(pipesBefore)
  })

  it('is ended when the engine stops, and not called late', async () => {
    const pids = join(dir.path, 'stopped.pids')
    const controller = new AbortController()
    const running = runCheck(
      commandChecker,
      { argv: ['/bin/sh', '-c', 'echo $$ >> "$PIDS"; exec sleep 1000'], env: { PIDS: pids } },
      { timeoutMs: 60_000, clock: systemClock, keep, signal: controller.signal },
    )
    await expect.poll(() => readPids(pids), { timeout: 5000 }).toHaveLength(1)
    controller.abort(new Error('The engine is stopping.'))
    const outcome = await running
    expect(outcome.message).toMatch(/The engine is stopping/)
    const [pid = 0] = await readPids(pids)
    await expect.poll(() => isRunning(pid), { timeout: 3000 }).toBe(false)
  })
})

async function readPids(path: string): Promise<readonly number[]> {
  const text = await readFile(path, 'utf8').catch(() => '')
  return text.split('\n').filter(Boolean).map(Number)
}

function openPipes(): number {
  return process.getActiveResourcesInfo().filter(name => /Pipe|Process/.test(name)).length
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
