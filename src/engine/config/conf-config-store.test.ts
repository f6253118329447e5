import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Config, configSchema } from '#shared/config.ts'
import { systemClock } from '../clock.ts'
import { checkersForTests } from './checkers-for-tests.ts'
import { ConfConfigStore } from './conf-config-store.ts'
import { ConfigError } from './config-error.ts'
import { configRules } from './config-rules.ts'
import { FileSecretStore } from './file-secret-store.ts'

const rules = configRules(checkersForTests)
let dataDir: string
let file: string
const stores: ConfConfigStore[] = []
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'traylight-conf-'))
  file = path.join(dataDir, 'config.json')
})
afterEach(async () => {
  for (const store of stores.splice(0)) await store.stop()
  await rm(dataDir, { recursive: true, force: true })
})

async function started(): Promise<ConfConfigStore> {
  const secrets = await FileSecretStore.open(path.join(dataDir, 'secrets.json'), systemClock)
  const store = new ConfConfigStore({ dataDir, clock: systemClock, rules, secrets })
  stores.push(store)
  await store.start()
  return store
}
const monitor = (id: string, url = 'postgres://h/db') => ({
  id,
  name: id,
  category: 'database',
  check: { kind: 'postgres', url },
})
const configOf = (...monitors: object[]): Config => configSchema.parse({ monitors })
const onDisk = () => readFile(file, 'utf8')
const keptFiles = async () => (await readdir(dataDir)).filter(name => name.includes('.damaged-'))
const until = (check: () => unknown) => vi.waitFor(check, { timeout: 15_000, interval: 20 })

describe('the configuration in the data directory', () => {
  it('is the defaults before anything was saved, and writes nothing by itself', async () => {
    const store = await started()
    expect(store.current()).toEqual(configSchema.parse({}))
    expect(store.notices()).toEqual([])
    expect(await readdir(dataDir)).toEqual([])
  })

  it('is saved as readable JSON for its owner only, and is there again after a restart', async () => {
    const store = await started()
    const listener = vi.fn()
    store.onChange(listener)
    await store.save(configOf(monitor('a')))
    expect(listener).toHaveBeenCalledTimes(1)
    expect(await onDisk()).toBe(`${JSON.stringify(store.current(), null, 2)}\n`)
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect((await started()).current()).toEqual(store.current())
  })

  it('refuses what is not valid, with every problem, and changes nothing', async () => {
    const store = await started()
    await store.save(configOf(monitor('a')))
    const before = await onDisk()
    const bad = configOf(monitor('a', 'nonsense'), { ...monitor('b'), check: { kind: 'nonsense' } })
    const refused = store.save(bad)
    await expect(refused).rejects.toThrow(ConfigError)
    await expect(refused).rejects.toMatchObject({
      problems: [{ path: ['monitors', 0, 'check', 'url'] }, { path: ['monitors', 1, 'check', 'kind'] }],
    })
    expect(await onDisk()).toBe(before)
  })

  it('saves one after another, so that two changes at once are both kept', async () => {
    const store = await started()
    const add = (id: string) =>
      store.save(config => ({ ...config, monitors: [...config.monitors, ...configOf(monitor(id)).monitors] }))
    await Promise.all(['a', 'b', 'c'].map(add))
    expect(store.current().monitors.map(item => item.id)).toEqual(['a', 'b', 'c'])
  })

  it('holds references only: secrets go to their own store, change with their monitor, and go with it', async () => {
    const store = await started()
    await store.save(configOf(monitor('a', 'postgres://u:one@h/db'), monitor('b')))
    const reference = `postgres://u:$\{secret:monitors.a.url.password}@h/db`
    expect(store.current().monitors[0]?.check.url).toBe(reference)
    expect(await onDisk()).not.toContain(':one@')
    expect(await store.secrets.get('monitors.a.url.password')).toBe('one')

    await store.save(configOf(monitor('a', reference), monitor('c')))
    expect(await store.secrets.get('monitors.a.url.password')).toBe('one')

    await store.save(configOf(monitor('a', 'postgres://u:two@h/db')))
    expect(await store.secrets.ids()).toEqual(['monitors.a.url.password-2'])

    await store.save(configOf())
    expect(await store.secrets.ids()).toEqual([])
  })
})

describe('an edit from outside', () => {
  it('is taken over, its secrets taken out of the file', async () => {
    const store = await started()
    await store.save(configOf(monitor('a')))
    await writeFile(file, JSON.stringify(configOf(monitor('a', 'postgres://u:byhand@h/db'))))
    await until(async () => expect(await onDisk()).toContain('{secret:monitors.a.url.password}'))
    expect(store.current().monitors[0]?.check.url).toContain('{secret:monitors.a.url.password}')
    expect(await store.secrets.get('monitors.a.url.password')).toBe('byhand')
  })

  it('that is not valid leaves the last good one in use until it is corrected', async () => {
    const store = await started()
    await store.save(configOf(monitor('a')))
    const good = store.current()
    await writeFile(file, '{"monitors": 5}')
    await until(() => expect(store.problems()).toHaveLength(1))
    expect(store.current()).toBe(good)
    expect(store.notices()[0]?.text).toContain(
      'line 1, column 14, monitors: This must be a list, not a number.',
    )
    await writeFile(file, '{"monitors": []}')
    await until(() => expect(store.notices()).toEqual([]))
    expect(store.current().monitors).toEqual([])
  })

  it('is kept aside where settings are saved over it', async () => {
    const store = await started()
    await store.save(configOf(monitor('a')))
    await writeFile(file, 'half an ed')
    await store.save(configOf(monitor('b')))
    const [kept = ''] = await keptFiles()
    expect(await readFile(path.join(dataDir, kept), 'utf8')).toBe('half an ed')
    expect(store.notices()).toMatchObject([{ text: expect.stringContaining(`kept as ${kept}`) }])
    expect(store.current().monitors[0]?.id).toBe('b')
  })
})

describe('a start with a file that is not as it should be', () => {
  it('keeps one that cannot be read aside and starts with the defaults', async () => {
    await writeFile(file, '{"monitors": [{"id": "a", ')
    const store = await started()
    const [kept = ''] = await keptFiles()
    expect(kept).toMatch(/^config\.damaged-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z\.json$/)
    expect(await readFile(path.join(dataDir, kept), 'utf8')).toBe('{"monitors": [{"id": "a", ')
    expect(store.current()).toEqual(configSchema.parse({}))
    expect(store.notices()).toMatchObject([
      { level: 'critical', text: expect.stringContaining(`is kept as ${kept}`) },
    ])
    await store.save(configOf(monitor('b')))
    expect(await keptFiles()).toEqual([kept])
    expect(store.notices()).toHaveLength(1)
  })

  it('uses the valid part of another, keeps the whole aside once, and says what is wrong', async () => {
    const text = JSON.stringify({
      monitors: [monitor('a'), { ...monitor('b'), intervalSeconds: 0 }, monitor('c', 'x')],
    })
    await writeFile(file, text)
    await (await started()).stop()
    const store = await started()
    expect(store.current().monitors.map(item => item.id)).toEqual(['a'])
    expect(store.problems()).toHaveLength(2)
    expect(store.notices()[0]?.text).toContain(
      'monitors.1.intervalSeconds: The shortest interval is 1 second.',
    )
    expect(await keptFiles()).toHaveLength(1)
    expect(await onDisk()).toBe(text)
    await store.save(config => config)
    expect(store.problems()).toEqual([])
    expect(await keptFiles()).toHaveLength(1)
  })

  it('keeps the secrets that only a file kept aside refers to', async () => {
    const first = await started()
    await first.save(configOf(monitor('a', 'postgres://u:one@h/db')))
    await first.stop()
    await writeFile(file, (await onDisk()).slice(0, -20))
    const store = await started()
    await store.save(configOf(monitor('b', 'postgres://u:two@h/db')))
    expect((await store.secrets.ids()).toSorted()).toEqual([
      'monitors.a.url.password',
      'monitors.b.url.password',
    ])
  })

  it('keeps one of a newer version aside before anything is saved over it', async () => {
    await writeFile(file, '{"version": 9, "fancy": true}')
    const store = await started()
    expect(store.notices()[0]?.text).toContain('This configuration has version 9')
    expect(await onDisk()).toBe('{"version": 9, "fancy": true}')
    await store.save(configOf())
    const [kept = ''] = await keptFiles()
    expect(await readFile(path.join(dataDir, kept), 'utf8')).toContain('fancy')
  })
})
