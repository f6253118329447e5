import { z } from 'zod'
import type { Monitor } from '#shared/config.ts'
import type { HealingConfig } from '#shared/healing-config.ts'
import { CheckFailure } from '../checkers/checker.ts'
import { explainProgramStart } from '../checkers/explain-program-start.ts'
import { printable } from '../checkers/printable-text.ts'
import { type ProgramEnd, runProgram } from '../checkers/run-program.ts'
import type { Clock } from '../clock.ts'
import { SecretHider } from '../config/hide-secrets.ts'
import type { Resolved } from '../config/references.ts'

export interface HealingRun {
  readonly monitor: Pick<Monitor, 'id' | 'name' | 'category'>
  readonly healing: HealingConfig
  readonly resolve: (value: unknown) => Promise<Resolved<unknown>>
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** How a command went: a sentence, and what it wrote. */
export interface HealingOutcome {
  readonly text: string
  readonly output: string
}

/** More than this ends the program. In bytes. */
const MAX_OUTPUT_BYTES = 65_536
/** What an incident keeps of it: the end, where errors stand. In characters. */
const KEPT_OUTPUT = 4000

const commandSchema = z.array(z.string()).min(1)

/**
 * Runs the command of a monitor without a shell, until it ends or its time is up. The program learns what it is for from
 * TRAYLIGHT_MONITOR_ID, TRAYLIGHT_MONITOR_NAME and TRAYLIGHT_CATEGORY. Never rejects.
 */
export async function runHealing(run: HealingRun): Promise<HealingOutcome> {
  const { monitor, healing, clock } = run
  const resolved = await run.resolve(healing.command)
  if (!resolved.ok) return { text: `Not run: ${resolved.message}`, output: '' }
  const [program = '', ...args] = commandSchema.parse(resolved.value)
  const hider = new SecretHider(resolved.secrets)
  const late = new AbortController()
  const deadline = clock.after(healing.timeoutSeconds * 1000, () => late.abort())
  const signal = AbortSignal.any([run.signal, late.signal])
  const env = {
    TRAYLIGHT_MONITOR_ID: monitor.id,
    TRAYLIGHT_MONITOR_NAME: monitor.name,
    TRAYLIGHT_CATEGORY: monitor.category,
  }
  try {
    const end = await runProgram({ program, args, env, signal, clock, maxOutputBytes: MAX_OUTPUT_BYTES })
    const text = endWords(program, end, healing.timeoutSeconds)
    return { text: hider.inText(text), output: keptOutput(end, hider) }
  } catch (error) {
    const reason = await explainProgramStart(error, { noun: 'program', program }, signal)
    const text = reason instanceof CheckFailure ? reason.message : `${program} could not be run.`
    return { text: hider.inText(text), output: '' }
  } finally {
    deadline.cancel()
  }
}

function endWords(program: string, end: ProgramEnd, timeoutSeconds: number): string {
  const took = `${(end.durationMs / 1000).toFixed(1)} s`
  if (end.because === 'aborted') return `${program} did not end within ${timeoutSeconds} s and was ended.`
  if (end.because === 'too-much-output') {
    return `${program} wrote more than ${MAX_OUTPUT_BYTES} bytes and was ended.`
  }
  if (end.exitCode === 0) return `${program} ended well after ${took}.`
  const how = end.killedBy === null ? `with exit code ${end.exitCode}` : `by ${end.killedBy}`
  return `${program} ended ${how} after ${took}.`
}

function keptOutput({ stdout, stderr }: ProgramEnd, hider: SecretHider): string {
  // Hidden before it is cut: what is left of a secret would not be known as one.
  const written = [stdout, stderr]
    .map(text => hider.inText(printable(text)).trim())
    .filter(text => text !== '')
    .join('\n')
  return written.length <= KEPT_OUTPUT ? written : `…${written.slice(-KEPT_OUTPUT)}`
}
