import { expect, test } from 'vitest'
import { isAlive } from './is-alive.mjs'
import { runGroup } from './run-group.mjs'

test('gives the output and the exit code', async () => {
  let output = ''
  const code = await runGroup(
    process.execPath,
    ['-e', 'console.log("a"); console.error("b"); process.exit(3)'],
    {
      cwd: process.cwd(),
      onOutput: chunk => {
        output += chunk
      },
    },
  )

  expect(code).toBe(3)
  expect(output).toContain('a\n')
  expect(output).toContain('b\n')
})

test('ends what a program leaves running, also where it holds the output open and will not stop', async () => {
  const stubborn = `
    process.on('SIGTERM', () => {})
    console.log('pid', process.pid)
    process.send('up')
    setInterval(() => {}, 1000)`
  const leaver = `
    const { spawn } = require('node:child_process')
    const child = spawn(process.execPath, ['-e', ${JSON.stringify(stubborn)}], { stdio: ['ignore', 1, 2, 'ipc'] })
    child.once('message', () => process.exit(0))`
  let output = ''
  await runGroup(process.execPath, ['-e', leaver], {
    cwd: process.cwd(),
    onOutput: chunk => {
      output += chunk
    },
  })
  const pid = Number(/pid (\d+)/.exec(output)?.[1])

  expect(pid).toBeGreaterThan(0)
  await expect.poll(() => isAlive(pid)).toBe(false)
})

test('says so where the program is not there', async () => {
  const missing = runGroup('/nowhere/program', [], { cwd: process.cwd(), onOutput: () => {} })
  await expect(missing).rejects.toThrow('ENOENT')
})
