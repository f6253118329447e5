import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { withLock } from './with-lock.mjs'

const MODULE = pathToFileURL(join(import.meta.dirname, 'with-lock.mjs')).href

let folder: string
let lock: string
const started: ChildProcess[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'with-lock-'))
  lock = join(folder, 'lock')
})

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** A process that notes in a file when it enters and leaves the locked part. */
function contender(heldMs: number): ChildProcess {
  const code = `
    import { appendFileSync } from 'node:fs'
    import { withLock } from ${JSON.stringify(MODULE)}
    const log = ${JSON.stringify(join(folder, 'log'))}
    await withLock(${JSON.stringify(lock)}, async () => {
      appendFileSync(log, 'in ')
      await new Promise(resolve => setTimeout(resolve, ${heldMs}))
      appendFileSync(log, 'out ')
    })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'ignore' })
  started.push(child)
  return child
}

/** The id of a process that has ended. */
async function endedPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' })
  await once(child, 'exit')
  return child.pid ?? 0
}

function leaveBehind(holder: string, content = ''): void {
  mkdirSync(lock)
  writeFileSync(join(lock, holder), content)
}

describe('withLock', () => {
  test('lets one process in at a time', async () => {
    const contenders = [1, 2, 3, 4].map(() => contender(60))
    await Promise.all(contenders.map(child => once(child, 'exit')))

    expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('in out '.repeat(4))
    expect(existsSync(lock)).toBe(false)
  })

  test('takes over the lock of a process that was killed', async () => {
    const victim = contender(60_000)
    await expect.poll(() => existsSync(lock), { timeout: 10_000 }).toBe(true)
    victim.kill('SIGKILL')
    await once(victim, 'exit')

    expect(await withLock(lock, async () => 'done')).toBe('done')
    expect(existsSync(lock)).toBe(false)
  })

  test('lets one taker in at a time where a lock was left behind', async () => {
    leaveBehind(`${await endedPid()}-left`)
    const contenders = [1, 2, 3].map(() => contender(60))
    await Promise.all(contenders.map(child => once(child, 'exit')))

    expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('in out '.repeat(3))
  })

  test('waits for the child of a holder that is gone', async () => {
    const orphan = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'ignore' })
    started.push(orphan)
    leaveBehind(`${await endedPid()}-left`, String(orphan.pid))

    const waiting = withLock(lock, async () => orphan.killed, { onWait: () => orphan.kill('SIGKILL') })

    expect(await waiting).toBe(true)
  })

  test('takes over from a living process that has not moved for long, as its id was given anew', async () => {
    leaveBehind(`${process.pid}-left`)

    expect(await withLock(lock, async () => 'done', { silentMs: 300 })).toBe('done')
  })

  test('gives the lock back when the work fails', async () => {
    const failing = withLock(lock, async () => {
      throw new Error('no space')
    })

    await expect(failing).rejects.toThrow('no space')
    expect(existsSync(lock)).toBe(false)
  })
})
