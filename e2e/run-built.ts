import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** The repository. */
export const ROOT = join(import.meta.dirname, '..')

export interface CliResult {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a built program to its end. */
export async function runBuilt(
  entry: 'light' | 'cli',
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  const child = spawn(process.execPath, [join(ROOT, `out/main/${entry}.js`), ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', chunk => {
    stdout += String(chunk)
  })
  child.stderr.on('data', chunk => {
    stderr += String(chunk)
  })
  const exitCode = await new Promise<number | null>(resolve => child.once('close', resolve))
  return { exitCode, stdout, stderr }
}
