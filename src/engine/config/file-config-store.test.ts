import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../clock.ts'
import { checkersForTests } from './checkers-for-tests.ts'
import { ConfigError, ConfigReadOnlyError } from './config-error.ts'
import { configRules } from './config-rules.ts'
import { FileConfigStore } from './file-config-store.ts'

const rules = configRules(checkersForTests)
let directory: string
let file: string
const stores: FileConfigStore[] = []
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'traylight-file-config-'))
  file = path.join(directory, 'traylight.yaml')
})
afterEach(async () => {
  for (const store of stores.splice(0)) await store.stop()
  await rm(directory, { recursive: true, force: true })
})

function newStore(): FileConfigStore {
  const store = new FileConfigStore({ file, clock: systemClock, rules })
  stores.push(store)
  return store
}
const yaml = (password: string, name = 'A') =>
  `monitors:\n  - {id: a, name: ${name}, category: database, check: {kind: postgres, url: "postgres://u:${password}@h/db"}}\n`
const until = (check: () => unknown) => vi.waitFor(check, { timeout: 15_000, interval: 20 })

describe("an operator's own configuration file", () => {
  it('is read, with the secrets that are written in it kept in memory', async () => {
    await writeFile(file, yaml('pw1'))
    const store = newStore()
    await store.start()
    expect(store.source).toEqual({ path: file, readOnly: true })
    expect(store.current().monitors[0]?.check.url).toBe(
      `postgres://u:$\{secret:monitors.a.url.password}@h/db`,
    )
    expect(await store.secrets.get('monitors.a.url.password')).toBe('pw1')
  })

  it('is never written to', async () => {
    await writeFile(file, yaml('pw'))
    const store = newStore()
    await store.start()
    await expect(store.save()).rejects.toThrow(ConfigReadOnlyError)
    await expect(store.save()).rejects.toThrow(
      `Settings come from ${file}, which Traylight only reads. Change them in that file.`,
    )
  })

  it('stops the start with every problem where it is not valid or missing', async () => {
    const missing = newStore().start()
    await expect(missing).rejects.toThrow(ConfigError)
    await expect(missing).rejects.toThrow(
      `${file} has a problem:\n  The file does not exist. Check the path.`,
    )
    await writeFile(file, 'monitors: 5\nfoo: 1\n')
    await expect(newStore().start()).rejects.toThrow(
      /traylight\.yaml has 2 problems:\n {2}line 1, column 11, monitors: This must be a list, not a number\.\n {2}line 2, column 1, foo: Unknown/,
    )
    file = directory
    await expect(newStore().start()).rejects.toThrow('is a directory. A file belongs there.')
  })

  it('is read again when it changes; a changed password is a changed monitor and the old one is forgotten', async () => {
    await writeFile(file, yaml('pw1'))
    const store = newStore()
    await store.start()
    const before = store.current()
    await writeFile(`${file}~`, yaml('pw2'))
    await rename(`${file}~`, file)
    await until(() => expect(store.current()).not.toEqual(before))
    await until(async () => expect(await store.secrets.ids()).toEqual(['monitors.a.url.password-2']))
  })

  it('keeps the last good one while a bad edit lasts, and says what is wrong', async () => {
    await writeFile(file, yaml('pw'))
    const store = newStore()
    await store.start()
    const listener = vi.fn()
    const good = store.current()
    store.onChange(listener)
    await writeFile(file, 'monitors: {')
    await until(() => expect(store.problems()).toHaveLength(1))
    expect(store.current()).toBe(good)
    expect(store.notices()).toMatchObject([
      { level: 'warning', text: expect.stringContaining('traylight.yaml is not valid, so the last good') },
    ])
    await writeFile(file, yaml('pw', 'B'))
    await until(() => expect(store.current().monitors[0]?.name).toBe('B'))
    expect(store.problems()).toEqual([])
    expect(store.notices()).toEqual([])
    expect(listener.mock.calls.length).toBeGreaterThanOrEqual(2)
  })

  it('may disappear and come back', async () => {
    await writeFile(file, yaml('pw'))
    const store = newStore()
    await store.start()
    await rm(file)
    await until(() => expect(store.notices()[0]?.text).toContain('traylight.yaml is gone.'))
    expect(store.current().monitors).toHaveLength(1)
    await writeFile(file, yaml('pw'))
    await until(() => expect(store.notices()).toEqual([]))
  })
})
