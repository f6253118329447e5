import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keepAside } from './keep-aside.ts'

let directory: string
let file: string
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'traylight-aside-'))
  file = path.join(directory, 'config.json')
})
afterEach(() => rm(directory, { recursive: true, force: true }))

const now = Date.UTC(2026, 0, 2, 3, 4, 5)

describe('keeping a file aside', () => {
  it('names the time, and moves or copies', async () => {
    await writeFile(file, 'one')
    const kept = await keepAside(file, { move: false, now })
    expect(path.basename(kept)).toBe('config.damaged-2026-01-02T03-04-05.000Z.json')
    expect(await readFile(file, 'utf8')).toBe('one')
    await keepAside(file, { move: true, now })
    expect(await readdir(directory)).toEqual([path.basename(kept)])
  })

  it('never overwrites what was kept in the same moment', async () => {
    await writeFile(file, 'one')
    const first = await keepAside(file, { move: true, now })
    await writeFile(file, 'two')
    const second = await keepAside(file, { move: true, now })
    expect(await Promise.all([first, second].map(kept => readFile(kept, 'utf8')))).toEqual(['one', 'two'])
  })

  it('keeps the same content once, however often it is met', async () => {
    await writeFile(file, 'one')
    const first = await keepAside(file, { move: false, now })
    expect(await keepAside(file, { move: false, now: now + 1000 })).toBe(first)
    expect((await readdir(directory)).length).toBe(2)
  })
})
