import { z } from 'zod'
import type { Status } from '#shared/status.ts'
import { CheckFailure, type CheckOutcome, defineChecker } from './checker.ts'
import { explainProgramStart } from './explain-program-start.ts'
import { inSeconds, passedDeadline } from './passed-deadline.ts'
import { type PluginOutput, readPluginOutput } from './plugin-output.ts'
import { programEnvironmentSchema } from './program-environment.ts'
import { argvField, workingDirectoryField } from './program-fields.ts'
import { type ProgramEnd, runProgram } from './run-program.ts'

const schema = z.strictObject({
  argv: argvField,
  cwd: workingDirectoryField,
  env: programEnvironmentSchema.optional().meta({
    title: 'Environment',
    description: 'Besides these the program sees PATH, HOME and LANG only.',
    secret: true,
  }),
  maxOutputBytes: z.int().min(1024).max(10_485_760).default(65_536).meta({
    title: 'Largest output',
    description: 'A program that prints more is ended.',
    unit: 'bytes',
    advanced: true,
  }),
})
type CommandTarget = z.infer<typeof schema>

/** Exit codes of monitoring plug-ins (Monitoring Plugins Development Guidelines, "Plugin Return Codes"). */
const PLUGIN_STATUS: Readonly<Record<number, { readonly status: Status; readonly silent: string }>> = {
  0: { status: 'healthy', silent: 'ended well (exit code 0) and printed nothing.' },
  1: { status: 'degraded', silent: 'reported a warning (exit code 1) without saying why.' },
  2: { status: 'unhealthy', silent: 'reported a critical problem (exit code 2) without saying why.' },
  3: { status: 'unknown', silent: 'could not tell (exit code 3) and did not say why.' },
}

const EXIT_CODE_HINTS: Readonly<Record<number, string>> = {
  126: ' A program that it calls may not be executable.',
  127: ' A program that it calls may be missing.',
}

const SIGNAL_HINTS: Readonly<Record<string, string>> = {
  SIGSEGV: ' It crashed.',
  SIGABRT: ' It gave up on an error of its own.',
  SIGBUS: ' It crashed.',
  SIGILL: ' It crashed: it may be built for another processor.',
  SIGKILL: ' Someone ended it, or the system was out of memory.',
}

/** Runs a program or monitoring plug-in, without a shell, and takes its exit code for the status. */
export const commandChecker = defineChecker<CommandTarget>({
  kind: 'command',
  title: 'Command',
  summary: 'Runs a program or monitoring plug-in and reads its exit code and output.',
  schema,
  defaults: { category: 'system', timeoutSeconds: 20 },
  whatToCheck: [
    'Run the same program with the same arguments by hand, as the user that runs Traylight.',
    'Remember that it runs without a shell and sees only PATH, HOME, LANG and the variables given here.',
    'Exit codes are those of monitoring plug-ins: 0 healthy, 1 degraded, 2 unhealthy, 3 unknown.',
    'If it needs longer than the timeout, raise the timeout of this monitor.',
  ],
  describe: target => ({ text: commandName(target.argv), host: null }),
  async check(target, { signal, clock, timeoutMs }) {
    const name = commandName(target.argv)
    const [program = '', ...args] = target.argv
    const { cwd, env, maxOutputBytes } = target
    let end: ProgramEnd
    try {
      end = await runProgram({ program, args, cwd, env, maxOutputBytes, signal, clock })
    } catch (error) {
      throw await explainProgramStart(error, { noun: 'program', program, cwd }, signal)
    }
    if (end.because === 'aborted') {
      if (!passedDeadline(signal)) throw signal.reason
      throw new CheckFailure(
        'timeout',
        `${name} did not end within ${inSeconds(timeoutMs)}; it was ended, with all it had started. Raise the timeout or see what it waits for.`,
        partialDetails(end),
      )
    }
    if (end.because === 'too-much-output') {
      throw new CheckFailure(
        'protocol',
        `${name} printed more than ${maxOutputBytes} bytes and was ended. Make it print less or raise its largest output.`,
        partialDetails(end),
      )
    }
    return judge(name, end)
  },
})

/**
 * The program, with the script it runs where that is its first argument. Other arguments are left out: they may hold
 * passwords.
 */
function commandName(argv: readonly string[]): string {
  const [program = '', script = ''] = argv
  const isPath = /^[^\s:@=-][^\s:@=]*$/.test(script) && /[/\\]|\.\w+$/.test(script)
  return isPath ? `${program} ${script}` : program
}

/** What a program's end says of the thing it checked. */
function judge(name: string, end: ProgramEnd): CheckOutcome {
  const printed = readPluginOutput(end.stdout)
  const complained = readPluginOutput(end.stderr)
  const said = printed.message || complained.message
  const leftOver = end.leftProcesses ? ` (${name} left a process running that kept its output open)` : ''
  const found = {
    responseTimeMs: end.durationMs,
    details: {
      exitCode: end.exitCode,
      ...(end.killedBy ? { signal: end.killedBy } : {}),
      ...textDetails(printed, complained),
    },
  }
  if (end.exitCode === null) {
    const by = end.killedBy ?? 'the system'
    const message = `${name} was killed by ${by} before it ended.${SIGNAL_HINTS[by] ?? ''}`
    return { ...found, status: 'unhealthy', message, failure: 'unexpected' }
  }
  const meaning = PLUGIN_STATUS[end.exitCode]
  if (!meaning) {
    const hint = EXIT_CODE_HINTS[end.exitCode] ?? ''
    const message = `${name} ended with exit code ${end.exitCode}, which is none of a plug-in's (0 to 3).${hint}`
    return {
      ...found,
      status: 'unhealthy',
      message: said ? `${message} It said: ${said}` : message,
      failure: 'unexpected',
    }
  }
  const wordless = printed.binary
    ? `${name} ended with exit code ${end.exitCode} and printed binary data, not text.`
    : `${name} ${meaning.silent}`
  const message = `${said || wordless}${leftOver}`
  return {
    ...found,
    status: meaning.status,
    message,
    ...(meaning.status === 'unhealthy' ? { failure: 'unexpected' } : {}),
  }
}

function textDetails(printed: PluginOutput, complained: PluginOutput): CheckOutcome['details'] {
  const errors = [complained.message, complained.longText].filter(text => text !== '').join('\n')
  return {
    ...(printed.longText ? { output: printed.longText } : {}),
    ...(errors ? { errorOutput: errors } : {}),
    ...(printed.performanceData.length > 0
      ? { performanceData: printed.performanceData.map(value => ({ ...value })) }
      : {}),
  }
}

/** What is worth showing of a program that was ended: how it began. */
function partialDetails(end: ProgramEnd): CheckOutcome['details'] {
  const begun = readPluginOutput(end.stdout).message
  const complained = readPluginOutput(end.stderr).message
  return {
    ...(begun ? { firstLine: begun } : {}),
    ...(complained ? { errorOutput: complained } : {}),
  }
}
