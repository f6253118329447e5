import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { allowedHostSchema } from '#shared/api-config.ts'
import type { Route } from '#shared/route.ts'
import { defaultDataDir } from '../config/data-dir.ts'
import { commandWords } from './command-words.ts'
import { deepLinkIn } from './deep-link.ts'

/** What the operator asked for on the command line or through the environment. */
export interface ShellOptions {
  readonly help: boolean
  readonly version: boolean
  readonly desktop: boolean
  readonly host: string
  readonly port: number
  /** Further host names that probes and proxies may ask under. */
  readonly allowedHosts: readonly string[]
  /** Whether the operator asked for this very port. */
  readonly portIsChosen: boolean
  readonly dataDir: string
  readonly configFile: string | null
  /** Whether the dashboard opens at the start. */
  readonly open: boolean
  /** Where it opens: the link that was followed. */
  readonly route: Route | null
  readonly logLevel: LogLevel
  /** Local stand-ins are watched, which a director breaks and heals; null where real services are. */
  readonly demo: DemoWish | null
}

export interface DemoWish {
  /** Whether the director begins by itself. */
  readonly plays: boolean
}

const logLevelSchema = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
export type LogLevel = z.infer<typeof logLevelSchema>

/** An option cannot be understood; the message is one sentence for the operator. */
export class OptionError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'OptionError'
  }
}

interface Flag {
  readonly name: string
  /** May be given several times; its variable lists with commas. */
  readonly multiple?: boolean
  readonly argument?: string
  readonly env: string
  readonly help: string
}

/** Every flag with its environment variable, in the order of the help. */
const FLAGS: readonly Flag[] = [
  {
    name: 'light',
    env: 'TRAYLIGHT_LIGHT',
    help: 'Run the light shell: tray, notifications and dashboard, no Electron.',
  },
  {
    name: 'desktop',
    env: 'TRAYLIGHT_DESKTOP',
    help: 'Insist on the desktop shell; exit 2 where it cannot run.',
  },
  {
    name: 'port',
    argument: 'N',
    env: 'TRAYLIGHT_PORT',
    help: 'Port of the dashboard (7410); 0 takes any free one.',
  },
  {
    name: 'host',
    argument: 'ADDRESS',
    env: 'TRAYLIGHT_HOST',
    help: 'Address to listen on (127.0.0.1). Another than loopback needs TRAYLIGHT_TOKEN.',
  },
  {
    name: 'allowed-host',
    argument: 'NAME',
    multiple: true,
    env: 'TRAYLIGHT_ALLOWED_HOSTS',
    help: 'A further host name to be asked under, for probes and proxies; may be repeated.',
  },
  {
    name: 'data-dir',
    argument: 'DIR',
    env: 'TRAYLIGHT_DATA_DIR',
    help: 'Where settings and state are kept.',
  },
  {
    name: 'config',
    argument: 'FILE',
    env: 'TRAYLIGHT_CONFIG',
    help: 'Take settings from this YAML or JSON file, and only read it.',
  },
  {
    name: 'demo',
    env: 'TRAYLIGHT_DEMO',
    help: 'Try it: watch services on this machine that break and heal by a script.',
  },
  { name: 'hidden', env: 'TRAYLIGHT_HIDDEN', help: 'Start in the tray, without the dashboard.' },
  { name: 'no-open', env: 'TRAYLIGHT_NO_OPEN', help: 'The same, for machines without a tray.' },
  {
    name: 'log-level',
    argument: 'LEVEL',
    env: 'TRAYLIGHT_LOG_LEVEL',
    help: 'trace, debug, info, warn (the default), error or silent; to standard error.',
  },
  { name: 'help', env: '', help: 'Show this and exit.' },
  { name: 'version', env: '', help: 'Show the version and exit.' },
]

export const DEFAULT_PORT = 7410
const ON: ReadonlySet<string> = new Set(['1', 'true', 'yes', 'on'])
const OFF: ReadonlySet<string> = new Set(['', '0', 'false', 'no', 'off'])

/** `off` lets a demo start with its script paused. */
const SCRIPT_SWITCH = 'TRAYLIGHT_DEMO_SCRIPT'

type Env = Readonly<Record<string, string | undefined>>

/**
 * Reads flags and their environment variables; a flag comes before its variable.
 *
 * @param rest what becomes of words that are no flag of ours: a system puts its own among those of a desktop program
 * @throws OptionError with one sentence that says what is wrong and what to write instead
 */
export function parseShellOptions(
  args: readonly string[],
  env: Env,
  rest: 'refuse' | 'ignore' = 'refuse',
): ShellOptions {
  const { values, link } = parseFlags(args, rest === 'refuse')
  const text = (name: string): string | undefined => {
    const flag = values[name]
    return typeof flag === 'string' ? flag : env[envOf(name)] || undefined
  }
  const isOn = (name: string): boolean => values[name] === true || isSwitchedOn(env, envOf(name))
  const demo = isOn('demo') ? demoWish(env) : null
  const usualDir = defaultDataDir({ platform: process.platform, env, homeDir: homedir() })
  const dataDir = text('data-dir') ?? (demo === null ? usualDir : `${usualDir}-demo`)
  const configFile = text('config')
  const desktop = isOn('desktop') && !isOn('light')
  if (demo !== null && configFile !== undefined) {
    throw new OptionError(
      'A demo has its own configuration. Leave --demo or --config (TRAYLIGHT_CONFIG) out.',
    )
  }
  if (demo !== null && desktop) {
    throw new OptionError(
      'A demo runs in the light shell. Leave --demo or --desktop (TRAYLIGHT_DESKTOP) out.',
    )
  }
  return {
    help: values.help === true,
    version: values.version === true,
    desktop,
    host: text('host') ?? '127.0.0.1',
    allowedHosts: parseAllowedHosts(values['allowed-host'], env[envOf('allowed-host')]),
    port: parsePort(text('port')),
    portIsChosen: text('port') !== undefined,
    dataDir: resolve(dataDir),
    configFile: configFile === undefined ? null : resolve(configFile),
    open: !isOn('no-open') && !isOn('hidden'),
    route: link,
    logLevel: parseLogLevel(text('log-level')),
    demo,
  }
}

const envOf = (name: string): string => FLAGS.find(flag => flag.name === name)?.env ?? ''

interface Flags {
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>
  readonly link: Route | null
}

function parseFlags(args: readonly string[], strict: boolean): Flags {
  const options = Object.fromEntries(
    FLAGS.map(({ name, argument, multiple = false }) => [
      name,
      { type: argument === undefined ? 'boolean' : 'string', multiple } as const,
    ]),
  )
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options,
      strict,
      allowPositionals: true,
    })
    const link = deepLinkIn(positionals)
    const [word] = positionals
    if (!strict || word === undefined || (link !== null && positionals.length === 1)) return { values, link }
    throw new Error(`"${word}" is neither a flag nor a link into the dashboard`)
  } catch (error) {
    const reason = error instanceof Error ? error.message.split(/\.\s|\n/, 1)[0] : String(error)
    throw new OptionError(`${reason?.replace(/\.$/, '')}. See --help for what there is.`)
  }
}

/** Names given by flags come before those of the variable, which are separated by commas. */
function parseAllowedHosts(given: unknown, listed: string | undefined): readonly string[] {
  const flags = z.array(z.string()).safeParse(given)
  const names = flags.success ? flags.data : (listed ?? '').split(',').filter(name => name.trim() !== '')
  return names.map(name => {
    const read = allowedHostSchema.safeParse(name)
    if (read.success) return read.data
    throw new OptionError(
      `"${name}" is no host name that can be allowed. Write a name such as traylight.example.com, without scheme and port.`,
    )
  })
}

/** The director begins by itself unless it is told not to, for tests and for whoever wants to steer alone. */
function demoWish(env: Env): DemoWish {
  return { plays: env[SCRIPT_SWITCH] === undefined || isSwitchedOn(env, SCRIPT_SWITCH) }
}

function isSwitchedOn(env: Env, name: string): boolean {
  const value = (env[name] ?? '').toLowerCase()
  if (ON.has(value)) return true
  if (OFF.has(value)) return false
  throw new OptionError(`${name} is "${value}"; write 1 for yes or 0 for no.`)
}

function parsePort(text: string | undefined): number {
  if (text === undefined) return DEFAULT_PORT
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new OptionError(`The port "${text}" is not a number from 0 to 65535 (--port, TRAYLIGHT_PORT).`)
}

function parseLogLevel(text: string | undefined): LogLevel {
  const level = logLevelSchema.safeParse(text ?? 'warn')
  if (level.success) return level.data
  throw new OptionError(
    `The log level "${text}" does not exist; use one of ${logLevelSchema.options.join(', ')} (--log-level, TRAYLIGHT_LOG_LEVEL).`,
  )
}

/** The help text: every flag with its environment variable. */
export function helpText(env: Env): string {
  const lines = FLAGS.map(flag => {
    const usage = `--${flag.name}${flag.argument === undefined ? '' : ` ${flag.argument}`}`
    const variable = flag.env === '' ? '' : ` [${flag.env}]`
    return `  ${usage.padEnd(20)}${flag.help}${variable}`
  })
  return [
    `Usage: ${commandWords(env).start} [flags]`,
    '',
    'Watches this machine and your services, and shows them in a dashboard on this machine.',
    '',
    ...lines,
    `  ${'traylight://...'.padEnd(20)}A link into the dashboard, such as traylight://monitor/ID.`,
    `  ${''.padEnd(20)}TRAYLIGHT_TOKEN sets the dashboard's token; otherwise one is made once and kept.`,
    '',
  ].join('\n')
}
