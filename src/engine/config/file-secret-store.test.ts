import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeClock } from '../fake-clock.ts'
import { FileSecretStore } from './file-secret-store.ts'
import type { SecretVault } from './secret-vault.ts'

let directory: string
let file: string
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'traylight-secrets-'))
  file = path.join(directory, 'secrets.json')
})
afterEach(() => rm(directory, { recursive: true, force: true }))

const open = (vault: SecretVault | null = null) => FileSecretStore.open(file, new FakeClock(), vault)

/** A vault that only opens what it sealed itself. */
const vaultOf = (owner: string): SecretVault => ({
  seal: async secret => Buffer.from(`${owner}|${secret}`).toString('base64'),
  open: async sealed => {
    const [by, secret] = Buffer.from(sealed, 'base64').toString().split('|')
    if (by !== owner || secret === undefined) throw new Error('sealed by another')
    return { secret, isStale: false }
  },
})

describe('the file with the secrets', () => {
  it('keeps them across restarts, readable by its owner only', async () => {
    const store = await open()
    await store.set('a.b', 'one')
    await store.set('c', 'two')
    await store.delete('a.b')
    expect(await (await open()).get('c')).toBe('two')
    expect(await (await open()).ids()).toEqual(['c'])
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await readdir(directory)).toEqual(['secrets.json'])
  })

  it('writes many changes at once as few times', async () => {
    const store = await open()
    await Promise.all(Array.from({ length: 500 }, (_, index) => store.set(`id-${index}`, 'x')))
    expect(await (await open()).ids()).toHaveLength(500)
  })

  it('keeps a damaged file aside, says so, and goes on without', async () => {
    await writeFile(file, '{"version": 1, "secr')
    const store = await open()
    const kept = 'secrets.damaged-2026-01-01T00-00-00.000Z.json'
    expect(store.notices()).toEqual([
      {
        id: `secrets-damaged:${kept}`,
        level: 'warning',
        text: `The file with the secrets was damaged. It is kept as ${kept}. Enter the secrets that are missing again.`,
      },
    ])
    expect(await store.ids()).toEqual([])
    await store.set('a', 'b')
    expect(await readFile(path.join(directory, kept), 'utf8')).toBe('{"version": 1, "secr')
  })

  it('does not lose a change whose write failed: it is written with the next', async () => {
    const store = await open()
    await rm(directory, { recursive: true })
    await expect(store.set('a', '1')).rejects.toThrow()
    await mkdir(directory)
    await store.set('b', '2')
    expect((await (await open()).ids()).toSorted()).toEqual(['a', 'b'])
  })
})

describe('secrets sealed by a vault', () => {
  it('stand in the file sealed, and are there again after a restart', async () => {
    const store = await open(vaultOf('ada'))
    await store.set('a', 'one')
    expect(await readFile(file, 'utf8')).not.toContain('one')
    expect(await (await open(vaultOf('ada'))).get('a')).toBe('one')
  })

  it('are sealed at once where they stood readable', async () => {
    await (await open()).set('a', 'one')
    const store = await open(vaultOf('ada'))
    expect(await store.get('a')).toBe('one')
    expect(await readFile(file, 'utf8')).not.toContain('one')
    expect(store.notices()).toEqual([])
  })

  it('are locked without it: said so, kept, and not lost when others are written', async () => {
    await (await open(vaultOf('ada'))).set('a', 'one')
    for (const vault of [null, vaultOf('grace')]) {
      const store = await open(vault)
      expect([await store.get('a'), store.isLocked('a'), store.isLocked('none')]).toEqual([
        undefined,
        true,
        false,
      ])
      expect(store.notices()[0]?.text).toMatch(
        /^One secret is locked: .* Enter it again, or start the desktop app/,
      )
      await store.set('b', 'two')
    }
    expect(await (await open(vaultOf('ada'))).get('a')).toBe('one')
  })

  it('do not keep anything from starting where the keyring refuses: they stay as they are, and that is said', async () => {
    await (await open()).set('a', 'one')
    const refusing = { ...vaultOf('ada'), seal: () => Promise.reject(new Error('locked')) }
    const store = await open(refusing)
    expect([await store.get('a'), store.notices()[0]?.id]).toEqual(['one', 'secrets-not-encrypted'])
    expect(await (await open()).get('a')).toBe('one')
    await expect(store.set('b', 'two')).rejects.toThrow('locked')
  })

  it('are sealed anew where the key has changed', async () => {
    await (await open(vaultOf('ada'))).set('a', 'one')
    const before = await readFile(file, 'utf8')
    const renewed: SecretVault = {
      seal: async secret => Buffer.from(`ada|${secret}|new`).toString('base64'),
      open: async sealed => ({ ...(await vaultOf('ada').open(sealed)), isStale: true }),
    }
    expect(await (await open(renewed)).get('a')).toBe('one')
    expect(await readFile(file, 'utf8')).not.toBe(before)
  })

  it('keep the last value that was set, however long sealing takes', async () => {
    const slow: SecretVault = {
      ...vaultOf('ada'),
      seal: async secret => {
        if (secret === 'old') await new Promise(resolve => setTimeout(resolve, 20))
        return vaultOf('ada').seal(secret)
      },
    }
    const store = await open(slow)
    await Promise.all([
      store.set('a', 'old'),
      store.set('a', 'new'),
      store.set('b', 'old'),
      store.delete('b'),
    ])
    const again = await open(vaultOf('ada'))
    expect([await again.get('a'), await again.ids()]).toEqual(['new', ['a']])
  })

  it('are unlocked by entering them again', async () => {
    await (await open(vaultOf('ada'))).set('a', 'one')
    const store = await open()
    await store.set('a', 'anew')
    expect([await store.get('a'), store.isLocked('a'), store.notices()]).toEqual(['anew', false, []])
  })
})
