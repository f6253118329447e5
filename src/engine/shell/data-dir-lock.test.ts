import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { lockDataDir } from './data-dir-lock.ts'

let dir: TempDir
let holder: ChildProcess | null = null
beforeEach(async () => {
  dir = await makeTempDir('lock')
})
afterEach(async () => {
  holder?.kill('SIGKILL')
  holder = null
  await dir.remove()
})

/** Another process that has the directory. */
async function startHolder(): Promise<ChildProcess> {
  const module = JSON.stringify(join(import.meta.dirname, 'data-dir-lock.ts'))
  const code = `const { lockDataDir } = await import(${module})
    console.log(lockDataDir(${JSON.stringify(dir.path)}) ? 'held' : 'refused')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  holder = child
  const [said] = await once(child.stdout, 'data')
  expect(String(said).trim()).toBe('held')
  return child
}

describe('the lock of a data directory', () => {
  it('is held by one process at a time, and free after it was released', () => {
    const lock = lockDataDir(dir.path)
    expect(lock).not.toBeNull()
    expect(lockDataDir(dir.path)).toBeNull()
    lock?.release()
    const again = lockDataDir(dir.path)
    expect(again).not.toBeNull()
    again?.release()
  })

  it('keeps another process out, and is free at once when that one is killed', async () => {
    const child = await startHolder()
    expect(lockDataDir(dir.path)).toBeNull()
    child.kill('SIGKILL')
    await once(child, 'exit')
    const lock = lockDataDir(dir.path)
    expect(lock).not.toBeNull()
    lock?.release()
  })

  it('says what is wrong where there can be no lock', () => {
    expect(() => lockDataDir(join(dir.path, 'none'))).toThrow()
  })
})
