import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadToken, TokenError } from './token.ts'

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'traylight-token-'))
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

describe('the token', () => {
  it('is made once and kept for its owner only', async () => {
    const token = await loadToken({ dataDir, env: {} })
    expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    expect(await loadToken({ dataDir, env: {} })).toBe(token)
    if (process.platform === 'win32') return
    const file = path.join(dataDir, 'token')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    await chmod(file, 0o644)
    await loadToken({ dataDir, env: {} })
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  })

  it('is the one that was given, without a file', async () => {
    const env = { TRAYLIGHT_TOKEN: 'abcdefghij-0123456789' }
    expect(await loadToken({ dataDir, env })).toBe(env.TRAYLIGHT_TOKEN)
    await expect(stat(path.join(dataDir, 'token'))).rejects.toThrow('ENOENT')
  })

  it.each([
    ['weak-one', 'TRAYLIGHT_TOKEN is shorter than 16 characters. Give another, or leave it out.'],
    ['with spaces and / slashes', /^TRAYLIGHT_TOKEN has characters other than letters/],
  ])('is refused where it is %j, without being repeated', async (token, message) => {
    const refused = loadToken({ dataDir, env: { TRAYLIGHT_TOKEN: token } })
    await expect(refused).rejects.toThrow(TokenError)
    await expect(refused).rejects.toThrow(message)
    await expect(refused).rejects.not.toThrow(token)
  })

  it('is made anew where its file is empty, and refused where somebody wrote a weak one', async () => {
    await writeFile(path.join(dataDir, 'token'), '\n')
    expect((await loadToken({ dataDir, env: {} })).length).toBeGreaterThan(40)
    await writeFile(path.join(dataDir, 'token'), 'weak')
    await expect(loadToken({ dataDir, env: {} })).rejects.toThrow('Delete the file to have a new one made.')
  })
})
