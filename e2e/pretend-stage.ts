import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { makeTempDir } from '#demo/programs/temp-dir.ts'
import { ROOT } from './run-built.ts'

/** A running engine with a stage whose services are files: `test-support/stage-program.ts`. */
export interface PretendStage {
  /** The dashboard's address, token included. */
  readonly address: string
  /** Ends it and removes its files. */
  remove(): Promise<void>
}

/** Starts one on a free port. Needs a built dashboard. */
export async function startPretendStage(): Promise<PretendStage> {
  const dir = await makeTempDir('stage')
  const child = spawn(process.execPath, [join(ROOT, 'test-support/stage-program.ts'), dir.path], {
    stdio: ['pipe', 'pipe', 'inherit'],
    cwd: ROOT,
  })
  const exited = once(child, 'exit')
  let output = ''
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', chunk => {
      output += String(chunk)
      const found = /Dashboard: (http:\S+)/.exec(output)?.[1]
      if (found) resolve(found)
    })
    child.once('exit', code => reject(new Error(`The stage ended with ${code}: ${output}`)))
  })
  return {
    address,
    async remove() {
      child.stdin.end()
      await exited
      await dir.remove()
    },
  }
}
