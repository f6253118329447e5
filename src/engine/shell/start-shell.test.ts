import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { hasDemoMark, setDemoMark } from '../config/demo-mark.ts'
import { parseShellOptions } from './shell-options.ts'
import { type OpenStage, startShell } from './start-shell.ts'

let dir: TempDir
beforeEach(async () => {
  dir = await makeTempDir('start')
})
afterEach(() => dir.remove())

/** Starts on the directory and ends again. */
async function startOnce(openStage?: OpenStage): Promise<void> {
  const shell = await startShell({
    ...(openStage === undefined ? {} : { openStage }),
    options: parseShellOptions(['--data-dir', dir.path, '--port', '0', '--no-open'], {}),
    log: pino({ level: 'silent' }),
    version: '0.0.0',
    rendererDir: null,
    shell: { kind: 'light' },
    onShow: async () => false,
  })
  await shell?.stop()
}

describe("a start on a demo's directory", () => {
  const settings = '{"version":1,"monitors":[]}'
  beforeEach(async () => {
    await setDemoMark(dir.path)
    await writeFile(join(dir.path, 'config.json'), settings)
  })

  it('makes it an ordinary one, so that no later demo deletes its settings', async () => {
    await startOnce()
    expect(await hasDemoMark(dir.path)).toBe(false)
    expect(await readFile(join(dir.path, 'config.json'), 'utf8')).toBe(settings)
  })

  it("leaves it a demo's where it is one", async () => {
    let wasMarked = false
    await startOnce(async () => {
      wasMarked = await hasDemoMark(dir.path)
      throw new Error('There is no stage.')
    }).catch((error: unknown) => expect(String(error)).toContain('no stage'))
    expect([wasMarked, await hasDemoMark(dir.path)]).toEqual([true, true])
  })
})
