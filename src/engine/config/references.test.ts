import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { resolveReferences } from './references.ts'
import { makeResolvers } from './resolvers.ts'
import { MemorySecretStore } from './secret-store.ts'

const ref = (inside: string) => `$\{${inside}}`

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'traylight-references-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

async function resolve(value: unknown, env: Record<string, string> = {}, kept: Record<string, string> = {}) {
  const secrets = new MemorySecretStore()
  for (const [id, secret] of Object.entries(kept)) await secrets.set(id, secret)
  return resolveReferences(value, makeResolvers({ env, baseDir: directory, secrets }))
}

describe('resolving references', () => {
  it('fills in the whole or a part of any text, and leaves the rest as it is', async () => {
    await writeFile(path.join(directory, 'token'), 'abc123\n')
    const check = {
      kind: 'http',
      url: `https://${ref('env:HOST')}/x`,
      headers: { Authorization: `Bearer ${ref('file:token')}`, Accept: '*/*' },
      list: [1, true, null, ref('secret:a.b')],
    }
    expect(await resolve(check, { HOST: 'example.com' }, { 'a.b': 'kept' })).toEqual({
      ok: true,
      value: {
        kind: 'http',
        url: 'https://example.com/x',
        headers: { Authorization: 'Bearer abc123', Accept: '*/*' },
        list: [1, true, null, 'kept'],
      },
      secrets: ['example.com', 'abc123', 'kept'],
    })
  })

  it('says all variables that are not set in one sentence, each once', async () => {
    const value = [ref('env:A_KEY'), ref('env:A_SECRET'), `${ref('env:A_KEY')}!`, ref('env:A_HOST')]
    expect(await resolve(value)).toMatchObject({
      ok: false,
      message:
        'The environment variables A_KEY, A_SECRET and A_HOST are not set. Set them where Traylight is started, or enter the values themselves under Edit.',
    })
  })

  it('names each reference that leads nowhere, with its place', async () => {
    const value = {
      url: `postgres://u:${ref('env:PGPASSWORD')}@h/db`,
      tls: [ref('file:missing.pem')],
      x: ref('secret:a.url'),
    }
    expect(await resolve(value)).toEqual({
      ok: false,
      problems: [
        {
          path: ['url'],
          message: 'The environment variable PGPASSWORD is not set. Set it where Traylight is started.',
        },
        {
          path: ['tls', 0],
          message: `The file ${path.join(directory, 'missing.pem')} does not exist. Check the path.`,
        },
        { path: ['x'], message: 'The secret for a.url is missing, enter it again.' },
      ],
      message: `The environment variable PGPASSWORD is not set. Set it where Traylight is started, or enter the value itself under Edit. The file ${path.join(directory, 'missing.pem')} does not exist. Check the path. The secret for a.url is missing, enter it again.`,
    })
  })

  it('does not look for references in what was filled in', async () => {
    const result = await resolve(ref('env:A'), { A: ref('env:B'), B: 'never' })
    expect(result).toMatchObject({ ok: true, value: ref('env:B') })
  })

  it('leaves other dollar signs alone', async () => {
    const texts = ['$HOME', ref('HOME'), ref('other:x'), '$5.00 {a}']
    expect(await resolve(texts)).toEqual({ ok: true, value: texts, secrets: [] })
  })

  it('encodes a password from outside only where it would break its URL', async () => {
    const url = `postgres://app:${ref('env:PW')}@db.example.com:5432/app`
    const password = async (PW: string) => {
      const result = await resolve(url, { PW })
      return result.ok ? new URL(String(result.value)) : undefined
    }
    expect(decodeURIComponent((await password('p@ss/w?rd#1'))?.password ?? '')).toBe('p@ss/w?rd#1')
    expect((await password('already%40encoded'))?.password).toBe('already%40encoded')
    expect((await password('p@ss'))?.hostname).toBe('db.example.com')
    expect(await resolve(`say ${ref('env:PW')}`, { PW: 'p@ss/word' })).toMatchObject({
      value: 'say p@ss/word',
    })
    expect(await resolve(`https://h/?q=1&token=${ref('env:PW')}&r=2`, { PW: 'a&b=c' })).toMatchObject({
      value: 'https://h/?q=1&token=a%26b%3Dc&r=2',
    })
  })

  it('tells a user and a password apart when both are references', async () => {
    await writeFile(path.join(directory, 'pw'), 's/1')
    const url = `postgres://${ref('env:U')}:${ref(`file:${directory}/pw`)}@h/db`
    expect(await resolve(url, { U: 'a@b' })).toMatchObject({ value: 'postgres://a%40b:s%2F1@h/db' })
  })

  it('puts a kept secret back exactly as it was taken out', async () => {
    const url = `postgres://u:${ref('secret:x')}@h/db`
    const result = await resolve(url, {}, { x: 'p%40ss:w+d' })
    expect(result).toMatchObject({ value: 'postgres://u:p%40ss:w+d@h/db' })
    expect(result.ok && result.secrets).toEqual(['p%40ss:w+d', 'p@ss:w+d'])
  })

  it('follows links, as mounted secrets are, and refuses what is no ordinary file without waiting', async () => {
    await writeFile(path.join(directory, 'real'), 'value\r\n')
    await symlink('real', path.join(directory, 'link'))
    expect(await resolve(ref('file:link'))).toMatchObject({ ok: true, value: 'value' })
    expect(await resolve(ref(`file:${directory}`))).toMatchObject({
      problems: [{ message: `The file ${directory} is a directory. Name a file in it.` }],
    })
    if (process.platform === 'win32') return
    const pipe = path.join(directory, 'pipe')
    execFileSync('mkfifo', [pipe])
    expect(await resolve(ref('file:pipe'))).toMatchObject({
      problems: [{ message: `${pipe} is no ordinary file. Name a file that holds the value.` }],
    })
    expect(await resolve(ref('file:/dev/zero'))).toMatchObject({ ok: false })
  })

  it('refuses a file too large to be a secret', async () => {
    await writeFile(path.join(directory, 'large'), 'x'.repeat(300_000))
    expect(await resolve(ref('file:large'))).toMatchObject({
      problems: [{ message: expect.stringContaining('larger than 256 KiB') }],
    })
  })

  it('says that a reference without a name has none', async () => {
    expect(await resolve([ref('env:'), ref('file: ')])).toMatchObject({
      problems: [
        { path: [0], message: `A reference names no variable. Write ${ref('env:NAME')}.` },
        { path: [1], message: `A reference names no file. Write ${ref('file:PATH')}.` },
      ],
    })
  })
})
