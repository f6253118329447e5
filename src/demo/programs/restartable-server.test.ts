import { afterEach, expect, it, vi } from 'vitest'
import { type RestartableServer, startRestartableServer } from './restartable-server.ts'
import { makeTempDir } from './temp-dir.ts'

let server: RestartableServer | null = null
afterEach(() => server?.remove())

it('can be started again after it ended by itself', async () => {
  server = await startRestartableServer(await makeTempDir('restartable'), {
    command: process.execPath,
    args: ['-e', "console.log('ready'); setInterval(() => {}, 1000)"],
    ready: /ready/,
    stopSignal: 'SIGTERM',
  })
  const { pid } = server
  if (pid === null) return expect.fail('It does not run.')
  process.kill(pid, 'SIGKILL')
  await vi.waitFor(() => expect(server?.pid).toBeNull())
  await server.start()
  expect(server.pid).not.toBeNull()
  expect(server.pid).not.toBe(pid)
})
