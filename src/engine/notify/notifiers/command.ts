import { z } from 'zod'
import { CheckFailure } from '../../checkers/checker.ts'
import { explainProgramStart } from '../../checkers/explain-program-start.ts'
import { oneLine } from '../../checkers/printable-text.ts'
import { programEnvironmentSchema } from '../../checkers/program-environment.ts'
import { argvField, workingDirectoryField } from '../../checkers/program-fields.ts'
import { type ProgramEnd, runProgram } from '../../checkers/run-program.ts'
import { SecretHider } from '../../config/hide-secrets.ts'
import { cutText } from '../cut-text.ts'
import { notificationDocument } from '../notification-document.ts'
import type { NotificationDocument } from '../notification-schema.ts'
import { DeliveryFailure, defineNotifier } from '../notifier.ts'

const schema = z.strictObject({
  argv: argvField,
  cwd: workingDirectoryField,
  env: programEnvironmentSchema.optional().meta({
    title: 'Environment',
    description: 'Besides these the program sees PATH, HOME, LANG and TRAYLIGHT_… only.',
    secret: true,
    advanced: true,
  }),
})
type CommandTarget = z.infer<typeof schema>

const MAX_OUTPUT_BYTES = 65_536
const REASON_LENGTH = 200
/** A variable of more than 128 KiB cannot be given (Linux); in characters, of which each may have four bytes. */
const VARIABLE_LENGTH = 4000
/** Exit codes that another attempt would not change: wrong usage, cannot be run, not found. */
const FINAL_CODES = new Set([64, 126, 127])

/** Runs a program of your own for each message, without a shell. */
export const commandNotifier = defineNotifier<CommandTarget>({
  kind: 'command',
  title: 'Command',
  summary: 'Runs a program of your own with the message.',
  setUp:
    'Name a program and its arguments. It finds the message in TRAYLIGHT_TITLE, TRAYLIGHT_BODY and more, and as JSON on its standard input.',
  schema,
  style: 'messages',
  isHere: false,
  async send(message, { argv, cwd, env }, context) {
    const [program = '', ...args] = argv
    const { signal, clock } = context
    const document = notificationDocument(message, context)
    let end: ProgramEnd
    try {
      end = await runProgram({
        ...{ program, args, cwd, maxOutputBytes: MAX_OUTPUT_BYTES, signal, clock },
        env: { ...variablesOf(document), ...env },
        input: `${JSON.stringify(document)}\n`,
      })
    } catch (error) {
      const explained = await explainProgramStart(error, { noun: 'program', program, cwd }, signal)
      if (!(explained instanceof CheckFailure)) throw explained
      throw new DeliveryFailure(explained.message, { isWorthRetry: false })
    }
    if (end.because === 'aborted') throw signal.reason
    const failure = failureOf(end, program, Object.values(env ?? {}))
    if (failure !== null) throw failure
  },
})

/** What of a message is in the program's environment. What is foreign in it is data there, never code. */
function variablesOf(document: NotificationDocument): Readonly<Record<string, string>> {
  const { id, kind, level, title, body, overall, at, host, demo, incidents } = document
  const variables = {
    ...{ id, kind, level, title, body, overall, at, host, demo: demo ? '1' : '0' },
    incidents: incidents.map(incident => incident.id).join(' '),
  }
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      `TRAYLIGHT_${name.toUpperCase()}`,
      cutText(value, VARIABLE_LENGTH),
    ]),
  )
}

function failureOf(end: ProgramEnd, program: string, secrets: readonly string[]): DeliveryFailure | null {
  if (end.because === 'too-much-output') {
    return new DeliveryFailure(
      `${program} printed more than ${MAX_OUTPUT_BYTES} bytes and was ended. Make it print less.`,
      { isWorthRetry: false },
    )
  }
  if (end.exitCode === 0) return null
  const shown = new SecretHider(secrets).inText(end.stderr.trim() || end.stdout.trim())
  const said = oneLine(shown, REASON_LENGTH).replace(/[.!]+$/, '')
  const how =
    end.exitCode === null
      ? `was killed by ${end.killedBy ?? 'the system'}`
      : `ended with exit code ${end.exitCode}`
  return new DeliveryFailure(`${program} ${how}${said === '' ? '' : `: ${said}`}.`, {
    isWorthRetry: end.exitCode === null || !FINAL_CODES.has(end.exitCode),
  })
}
