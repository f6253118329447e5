import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../clock.ts'
import { FileSecretStore } from './file-secret-store.ts'
import { parseConfig } from './parse-config.ts'
import { resolveReferences } from './references.ts'
import { makeResolvers } from './resolvers.ts'

const KILLS = 10
const saver = fileURLToPath(new URL('./save-until-killed.ts', import.meta.url))

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'traylight-kill-'))
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

/** Runs the saver until it has saved something and a random moment has passed; returns the last number it confirmed. */
async function saveUntilKilled(first: number): Promise<number> {
  const child = spawn(process.execPath, [saver, dataDir, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    if (output === '') setTimeout(() => child.kill('SIGKILL'), Math.random() * 60)
    output += chunk.toString()
  })
  await once(child, 'close')
  return Number(output.slice(0, output.lastIndexOf('\n')).split('\n').at(-1))
}

describe('a process killed at any moment', () => {
  it(`leaves every setting it had confirmed, ${KILLS} times over`, async () => {
    let next = 1
    for (let round = 0; round < KILLS; round++) {
      const confirmed = await saveUntilKilled(next)
      const parsed = parseConfig(await readFile(path.join(dataDir, 'config.json'), 'utf8'))
      if (!parsed.ok) throw new Error(`The file does not parse in round ${round}.`)
      const saved = Number(parsed.config.settings.dismissedDiscoveries[0])
      expect([confirmed, confirmed + 1]).toContain(saved)

      const secrets = await FileSecretStore.open(path.join(dataDir, 'secrets.json'), systemClock)
      const resolvers = makeResolvers({ env: {}, baseDir: dataDir, secrets })
      expect(await resolveReferences(parsed.config.monitors[0]?.check.url, resolvers)).toMatchObject({
        value: `postgres://u:password-${saved}@h/db`,
      })
      next = saved + 1
    }
    expect((await readdir(dataDir)).filter(name => name.includes('.damaged-'))).toEqual([])
  }, 120_000)
})
