import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, expect, it } from 'vitest'
import { Guard } from './guard.ts'

const started: ChildProcess[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

/** A process that is frozen, and says a line each time it is thawed. */
async function startFrozen(): Promise<ChildProcess> {
  const code = `process.on('SIGCONT', () => console.log('thawed')); setInterval(() => {}, 1000); console.log('up')`
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
  started.push(child)
  if (child.stdout) await once(child.stdout, 'data')
  child.kill('SIGSTOP')
  return child
}

it.skipIf(process.platform === 'win32')(
  'thaws at its end what is frozen, and nothing that it was told to forget',
  async () => {
    const guard = await Guard.begin(null)
    const [frozen, forgotten] = await Promise.all([startFrozen(), startFrozen()])
    const said: string[] = []
    for (const [name, child] of Object.entries({ frozen, forgotten })) {
      child.stdout?.on('data', () => said.push(name))
      guard.thawAtEnd(child.pid ?? 0)
    }
    guard.forget(forgotten.pid ?? 0)
    // Gone without a word, as is known too late where the stage was killed.
    guard.thawAtEnd(2 ** 30)
    const thawed = frozen.stdout ? once(frozen.stdout, 'data') : null
    await guard.end()
    await thawed
    await new Promise(resolve => setTimeout(resolve, 100))
    expect(said).toEqual(['frozen'])
  },
)
