import { chmod, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { findProgram } from '#demo/programs/find-program.ts'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { AppWindow } from './app-window.ts'

const PAGE = `<!doctype html><title>Page</title>
  <script>addEventListener('hashchange', () => fetch('/at' + location.hash.slice(1)))</script>`

let dir: TempDir
let server: Server
let address: string
let asked: string[]
let window: AppWindow

beforeEach(async () => {
  dir = await makeTempDir('window')
  asked = []
  server = createServer((request, response) => {
    if (request.url !== '/favicon.ico') asked.push(request.url ?? '')
    response.setHeader('content-type', 'text/html').end(PAGE)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  address = `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}/`
  window = new AppWindow({
    browser: await headlessBrowser(),
    profileDir: join(dir.path, 'profile'),
    isRoot: true,
  })
})
afterEach(async () => {
  await window.close()
  await new Promise(resolve => server.close(resolve))
  await dir.remove()
})

/** The real browser, without a screen. */
async function headlessBrowser(): Promise<string> {
  const chromium = process.env.CHROMIUM_PATH ?? (await findProgram('chromium', ['/usr/bin'], 'chromium'))
  const script = join(dir.path, 'browser')
  await writeFile(script, `#!/bin/sh\nexec "${chromium}" --headless=new --disable-gpu "$@"\n`)
  await chmod(script, 0o755)
  return script
}

const heard = (path: string) => vi.waitFor(() => expect(asked).toContain(path), { timeout: 15_000 })

describe('the window of the dashboard', () => {
  it('opens once, and goes to a place when it is asked for again', async () => {
    expect(await window.show(() => `${address}first`, null)).toBe(true)
    await heard('/first')
    expect(await window.show(() => `${address}second`, '#/monitor/redis')).toBe(true)
    await heard('/at/monitor/redis')
    expect(await window.show(() => `${address}third`, null)).toBe(true)
    expect(asked).toEqual(['/first', '/at/monitor/redis'])
  })

  it('opens anew after it was closed', async () => {
    await window.show(() => `${address}first`, null)
    await heard('/first')
    await window.close()
    await window.show(() => `${address}second`, null)
    await heard('/second')
  })

  it('says so where the browser cannot be started', async () => {
    const endsAtOnce = join(dir.path, 'ends-at-once')
    await writeFile(endsAtOnce, '#!/bin/sh\nexit 1\n')
    await chmod(endsAtOnce, 0o755)
    for (const browser of [join(dir.path, 'none'), endsAtOnce]) {
      const broken = new AppWindow({ browser, profileDir: dir.path, isRoot: false })
      expect(await broken.show(() => address, null)).toBe(false)
      await broken.close()
    }
  })
})
