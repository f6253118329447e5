import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../clock.ts'
import { type FileWatch, watchFile } from './watch-file.ts'

let directory: string
let file: string
let watch: FileWatch | undefined
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'traylight-watch-'))
  file = path.join(directory, 'config.yaml')
  await writeFile(file, 'one')
})
afterEach(async () => {
  watch?.stop()
  await rm(directory, { recursive: true, force: true })
})

/** Watches, and returns the calls so far once the first look has been taken. */
function watched() {
  const onMaybeChanged = vi.fn()
  watch = watchFile(file, { clock: systemClock, onMaybeChanged })
  return onMaybeChanged
}
const called = (listener: ReturnType<typeof vi.fn>) =>
  vi.waitFor(() => expect(listener).toHaveBeenCalled(), { timeout: 15_000, interval: 20 })

describe('watching a file', () => {
  it('sees it written in place', async () => {
    const listener = watched()
    await writeFile(file, 'two')
    await called(listener)
  })

  it('sees another file renamed to its name, as editors save', async () => {
    const listener = watched()
    await writeFile(path.join(directory, '.swap'), 'two')
    await rename(path.join(directory, '.swap'), file)
    await called(listener)
  })

  it('sees it appear where it was not', async () => {
    await rm(file)
    const listener = watched()
    await writeFile(file, 'back')
    await called(listener)
  })

  it('sees a link further up repointed, as mounted ConfigMaps are', async () => {
    for (const version of ['v1', 'v2']) {
      await mkdir(path.join(directory, version))
      await writeFile(path.join(directory, version, 'config.yaml'), version)
    }
    const mount = path.join(directory, 'mount')
    await mkdir(mount)
    await symlink('../v1', path.join(mount, '..data'))
    await symlink('..data/config.yaml', path.join(mount, 'config.yaml'))
    file = path.join(mount, 'config.yaml')
    const listener = watched()
    // Only polling can see this; it must have looked once before.
    await new Promise(resolve => setTimeout(resolve, 300))
    await symlink('../v2', path.join(mount, '..next'))
    await rename(path.join(mount, '..next'), path.join(mount, '..data'))
    await called(listener)
  })

  it('says nothing after it was stopped', async () => {
    const listener = watched()
    watch?.stop()
    await writeFile(file, 'two')
    await new Promise(resolve => setTimeout(resolve, 300))
    expect(listener).not.toHaveBeenCalled()
  })
})
