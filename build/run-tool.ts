import { Problem } from '../scripts/problem.mjs'
import { runGroup } from '../scripts/run-group.mjs'

const SHOWN_LINES = 20

/** How to run a program that does part of the packaging. */
export interface Tool {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env?: NodeJS.ProcessEnv
}

/**
 * Runs a program to its end and gives what it said.
 *
 * @throws Problem where it fails or is missing; the end of what it said is then on stderr
 */
export async function runTool({ command, args, cwd, env = process.env }: Tool): Promise<string> {
  let output = ''
  const onOutput = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-64_000)
  }
  const code = await runGroup(command, args, { cwd, env, onOutput }).catch((error: unknown) => {
    throw new Problem(
      `${command} could not be run: ${error instanceof Error ? error.message : String(error)}.`,
    )
  })
  if (code === 0) return output
  process.stderr.write(`${output.trimEnd().split('\n').slice(-SHOWN_LINES).join('\n')}\n`)
  throw new Problem(`${command} ended with code ${code}; what it said stands above.`)
}
