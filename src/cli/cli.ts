import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { defaultDataDir } from '#engine/config/data-dir.ts'
import { commandWords } from '#engine/shell/command-words.ts'
import { type Status, worstStatus } from '#shared/status.ts'
import { CliError } from './cli-error.ts'
import { configExampleText, configSchemaText, validateConfigFile } from './config-commands.ts'
import { EXIT_OF_STATUS, EXIT_USAGE } from './exit-codes.ts'
import { askInstance, requireRunning } from './running-instance.ts'
import { statusText } from './status-text.ts'

const HELP = `Usage: ${commandWords(process.env).ask} <command>

  status [--json]            Status of the running instance. Exit 0 healthy, 1 degraded,
                             2 unhealthy, 3 unknown or not running.
  check <id>... [--json]     Have it check these monitors or backends now. Exit as above,
  check --all [--json]       by the worst of what was checked.
  export [--format FORMAT]   Write a report of what was watched; export --help says how.
  test [--url URL]           Test the health endpoints of a deployment; test --help says how.
                             Exit 0 all passed, 1 some failed, 2 nothing answers.
  backup [--output FILE]     Write a copy of the history, into its folder of backups or to FILE.
  restore FILE               Put a backup in the place of the history, which becomes a backup.
  config validate FILE       Every problem of a configuration, with line and column. Exit 2 if any.
  config schema              The JSON Schema of the configuration.
  config example             A commented configuration to begin with.

  --data-dir DIR             Which instance: its data directory [TRAYLIGHT_DATA_DIR].
`

interface Output {
  readonly text: string
  readonly exitCode: number
}

interface Flags {
  readonly dataDir: string
  readonly json: boolean
  readonly all: boolean
  readonly output: string | null
}

async function runCommand(words: readonly string[], flags: Flags): Promise<Output> {
  const [command, ...rest] = words
  if (command === 'status' && rest.length === 0) return status(flags)
  if (command === 'check' && (rest.length > 0 || flags.all)) return check(rest, flags)
  if (command === 'backup' && rest.length === 0) {
    return (await import('./history-commands.ts')).backUpHistory(flags.dataDir, flags.output)
  }
  const [file] = rest
  if (command === 'restore' && file !== undefined && rest.length === 1) {
    return (await import('./history-commands.ts')).restoreHistory(flags.dataDir, file)
  }
  if (command === 'config') return config(rest)
  throw new CliError(
    `${command ? `"${words.join(' ')}" is no command. ` : ''}See --help for what there is.`,
    EXIT_USAGE,
  )
}

async function status({ dataDir, json }: Flags): Promise<Output> {
  const report = await askInstance(await requireRunning(dataDir), 'api/v1/status')
  return {
    text: json ? JSON.stringify(report, null, 2) : statusText(report),
    exitCode: EXIT_OF_STATUS[report.status],
  }
}

async function check(ids: readonly string[], { dataDir, json, all }: Flags): Promise<Output> {
  const run = await requireRunning(dataDir)
  const known = await askInstance(run, 'api/v1/status')
  const wanted = new Set(ids)
  const isWanted = (item: { readonly id: string }) => all || wanted.has(item.id)
  for (const id of ids) {
    if ([...known.monitors, ...known.backends].some(item => item.id === id)) continue
    throw new CliError(
      `There is no monitor or backend "${id}". "status" lists their ids with --json.`,
      EXIT_USAGE,
    )
  }
  const report = await askInstance(
    run,
    'api/v1/checks',
    all
      ? {}
      : {
          monitors: known.monitors.filter(isWanted).map(item => item.id),
          backends: known.backends.filter(isWanted).map(item => item.id),
        },
  )
  const monitors = report.monitors.filter(isWanted).map(asChecked)
  const backends = report.backends.filter(isWanted).map(asChecked)
  const worst = worstStatus([...monitors, ...backends].map(item => item.status))
  const line = checkedLine([...monitors, ...backends])
  const checked = { ...report, status: worst, line, monitors, backends }
  return {
    text: json ? JSON.stringify(checked, null, 2) : statusText(checked),
    exitCode: EXIT_OF_STATUS[worst],
  }
}

/** What was checked, in a line: "2 checked, 1 not healthy: Redis". */
function checkedLine(items: readonly { readonly name: string; readonly status: Status }[]): string {
  const wrong = items.filter(item => item.status !== 'healthy').map(item => item.name)
  if (wrong.length === 0) return items.length === 1 ? '1 checked' : `${items.length} checked, all healthy`
  return `${items.length} checked, ${wrong.length} not healthy: ${wrong.join(', ')}`
}

/** Who asks for a check wants to know what it found, not what is believed until it is confirmed. */
function asChecked<T extends { readonly status: Status; readonly lastCheck: Status | null }>(item: T): T {
  return { ...item, status: item.lastCheck ?? item.status }
}

async function config([command, file]: readonly string[]): Promise<Output> {
  if (command === 'schema') return { text: configSchemaText(), exitCode: 0 }
  if (command === 'example') return { text: configExampleText(), exitCode: 0 }
  if (command === 'validate' && file !== undefined) return validateConfigFile(file)
  throw new CliError('Use "config validate FILE", "config schema" or "config example".', EXIT_USAGE)
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean', default: false },
        all: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        output: { type: 'string' },
        'data-dir': { type: 'string' },
      },
      allowPositionals: true,
    })
  } catch (error) {
    throw new CliError(
      `${error instanceof Error ? error.message : String(error)} See --help for what there is.`,
      EXIT_USAGE,
    )
  }
}

async function main(): Promise<number> {
  const [command, ...rest] = process.argv.slice(2)
  if (command === 'export') return (await import('./export-command.ts')).exportCommand(rest, process.env)
  if (command === 'test') {
    // A timer of the load generator that comes late on a busy machine is none of the operator's concern.
    process.removeAllListeners('warning')
    return (await import('./test-command.ts')).testCommand(rest, process)
  }
  const { values, positionals } = readArguments(process.argv.slice(2))
  if (values.help) {
    process.stdout.write(HELP)
    return 0
  }
  const given = values['data-dir'] ?? process.env.TRAYLIGHT_DATA_DIR
  const dataDir = resolve(
    given || defaultDataDir({ platform: process.platform, env: process.env, homeDir: homedir() }),
  )
  const { text, exitCode } = await runCommand(positionals, {
    ...{ dataDir, json: values.json, all: values.all, output: values.output ?? null },
  })
  process.stdout.write(`${text}\n`)
  return exitCode
}

main().then(
  exitCode => {
    process.exitCode = exitCode
  },
  (error: unknown) => {
    const isForOperator = error instanceof CliError
    process.stderr.write(isForOperator ? `${error.message}\n` : `That did not work: ${String(error)}\n`)
    process.exitCode = isForOperator ? error.exitCode : EXIT_USAGE
  },
)
