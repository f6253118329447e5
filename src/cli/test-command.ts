import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { systemClock } from '#engine/clock.ts'
import { atomicWrite } from '#engine/config/atomic-write.ts'
import { defaultDataDir } from '#engine/config/data-dir.ts'
import { runEndpointSuite } from '#engine/endpoint-suite/run-endpoint-suite.ts'
import { suiteJson } from '#engine/endpoint-suite/suite-json.ts'
import { suiteJunit } from '#engine/endpoint-suite/suite-junit.ts'
import { SUITE_DEFAULTS, SuiteOptionError, type SuiteOptions } from '#engine/endpoint-suite/suite-options.ts'
import {
  type SuiteCategory,
  type SuiteResult,
  suiteCategorySchema,
} from '#engine/endpoint-suite/suite-result.ts'
import { suiteText } from '#engine/endpoint-suite/suite-text.ts'
import { findRunning } from '#engine/run-file.ts'
import { CliError } from './cli-error.ts'
import { EXIT_TESTS_FAILED, EXIT_USAGE } from './exit-codes.ts'

const HELP = `Tests the health endpoints of a deployment. Exit 0 all passed, 1 some failed, 2 nothing
answers there or a flag is wrong.

  --url URL              The deployment (${SUITE_DEFAULTS.url}).
  --output FILE          Write the result to a file as well, as JSON or in the given format.
  --format FORMAT        text, json or junit.
  --verbose              Also what passed, and every request with the head of its answer.
  --only CATEGORY        Only ${suiteCategorySchema.options.join(', ')};
                         may be given several times.
  --require-all          An endpoint that is not there fails, also an optional one.
  --timeout SECONDS      For each request (${SUITE_DEFAULTS.timeoutMs / 1000}).
  --requests N           Under load, for each endpoint (${SUITE_DEFAULTS.requests}).
  --connections N        Under load, at a time (${SUITE_DEFAULTS.connections}).
  --warning-ms N         Under load, a 95th percentile over this is a warning (${SUITE_DEFAULTS.thresholds.warningMs}),
  --critical-ms N        and over this a failure (${SUITE_DEFAULTS.thresholds.criticalMs}).
  --header NAME:VALUE    Send this with every request; may be given several times.
  --token TOKEN          Send this token. The instance that runs here gets its own by itself.
  --data-dir DIR         Which instance that is [TRAYLIGHT_DATA_DIR].
`

const FORMATS = ['text', 'json', 'junit'] as const
type Format = (typeof FORMATS)[number]

/** A stream to a terminal, or to a file where it is none. */
interface Screen {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** Where a command says what it has to say. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdout: Screen
  readonly stderr: Screen
}

/** `test ...`: runs the endpoint test suite against a deployment, and answers with the exit code. */
export async function testCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const values = readFlags(args)
  if (values.help) {
    terminal.stdout.write(HELP)
    return 0
  }
  const { url = SUITE_DEFAULTS.url, output, verbose } = values
  const format = values.format === undefined ? undefined : formatOf(values.format)
  const token = values.token ?? (await ownToken(url, values['data-dir'], terminal.env))
  const progress = progressLine(terminal.stderr)
  const result = await run({
    ...{
      url,
      clock: systemClock,
      verbose,
      requireAll: values['require-all'],
      headers: headersOf(values.header),
    },
    ...(token !== undefined && { token }),
    only: values.only.map(categoryOf),
    timeoutMs: numberOf('timeout', values.timeout, SUITE_DEFAULTS.timeoutMs / 1000, 600) * 1000,
    requests: countOf('requests', values.requests, SUITE_DEFAULTS.requests, 10_000),
    connections: countOf('connections', values.connections, SUITE_DEFAULTS.connections, 500),
    thresholds: {
      warningMs: numberOf('warning-ms', values['warning-ms'], SUITE_DEFAULTS.thresholds.warningMs, 600_000),
      criticalMs: numberOf(
        'critical-ms',
        values['critical-ms'],
        SUITE_DEFAULTS.thresholds.criticalMs,
        600_000,
      ),
    },
    onProgress: progress.show,
  }).finally(progress.clear)
  const text = suiteText(result, { verbose, color: hasColors(terminal), width: widthOf(terminal.stdout) })
  const written = {
    text: `${suiteText(result, { verbose })}\n`,
    json: suiteJson(result),
    junit: suiteJunit(result),
  }
  if (output !== undefined) await write(output, written[format ?? 'json'])
  const isDocument = output === undefined && format !== undefined && format !== 'text'
  const { stdout, stderr } = terminal
  if (isDocument) stdout.write(written[format])
  if (result.verdict === 'no-answer') stderr.write(`${result.summary}\n`)
  else if (!isDocument) stdout.write(`${text}\n`)
  return exitCodeOf(result)
}

async function run(options: SuiteOptions): Promise<SuiteResult> {
  try {
    return await runEndpointSuite(options, new AbortController().signal)
  } catch (error) {
    if (error instanceof SuiteOptionError) throw new CliError(error.message, EXIT_USAGE)
    throw error
  }
}

function exitCodeOf({ verdict }: SuiteResult): number {
  if (verdict === 'passed') return 0
  return verdict === 'failed' ? EXIT_TESTS_FAILED : EXIT_USAGE
}

function readFlags(args: readonly string[]) {
  try {
    const text = { type: 'string' } as const
    const many = { type: 'string', multiple: true, default: [] as string[] } as const
    const flag = { type: 'boolean', default: false } as const
    return parseArgs({
      args: [...args],
      options: {
        ...{ url: text, output: text, format: text, timeout: text, requests: text, connections: text },
        ...{ 'warning-ms': text, 'critical-ms': text, token: text, 'data-dir': text },
        ...{ only: many, header: many, verbose: flag, 'require-all': flag, help: flag },
      },
    }).values
  } catch (error) {
    const reason = error instanceof Error ? error.message.split(/\.\s|\n/, 1)[0] : String(error)
    throw new CliError(`${reason?.replace(/\.$/, '')}. See test --help for what there is.`, EXIT_USAGE)
  }
}

function formatOf(word: string): Format {
  const format = FORMATS.find(known => known === word)
  if (format) return format
  throw new CliError(`The format "${word}" does not exist; use text, json or junit (--format).`, EXIT_USAGE)
}

function categoryOf(word: string): SuiteCategory {
  const category = suiteCategorySchema.safeParse(word)
  if (category.success) return category.data
  const all = suiteCategorySchema.options.join(', ')
  throw new CliError(`The category "${word}" does not exist; use one of ${all} (--only).`, EXIT_USAGE)
}

function numberOf(flag: string, text: string | undefined, byDefault: number, most: number): number {
  if (text === undefined) return byDefault
  const value = Number(text)
  if (/^\d+(\.\d+)?$/.test(text) && value > 0 && value <= most) return value
  throw new CliError(`"${text}" is no number over 0 and up to ${most} (--${flag}).`, EXIT_USAGE)
}

function countOf(flag: string, text: string | undefined, byDefault: number, most: number): number {
  const value = numberOf(flag, text, byDefault, most)
  if (Number.isInteger(value)) return value
  throw new CliError(`"${text}" is no whole number (--${flag}).`, EXIT_USAGE)
}

function headersOf(given: readonly string[]): Record<string, string> {
  const entries = given.map(header => {
    const at = header.indexOf(':')
    if (at > 0) return [header.slice(0, at).trim(), header.slice(at + 1).trim()] as const
    // Not repeated here: it may be a secret alone.
    throw new CliError('A header has no name. Write it as NAME:VALUE (--header).', EXIT_USAGE)
  })
  return Object.fromEntries(entries)
}

/** The token of the instance that runs here, where that is what is tested: no other server gets to see it. */
async function ownToken(
  url: string,
  dir: string | undefined,
  env: Terminal['env'],
): Promise<string | undefined> {
  const where = { platform: process.platform, env, homeDir: homedir() }
  const running = await findRunning(resolve((dir ?? env.TRAYLIGHT_DATA_DIR) || defaultDataDir(where)))
  if (!running) return undefined
  const [own, tested] = [URL.parse(running.url), URL.parse(url)]
  const isSame = own && tested && own.port === tested.port && own.protocol === tested.protocol
  const names = ['localhost', '127.0.0.1', '[::1]', own?.hostname]
  return isSame && names.includes(tested.hostname) ? running.token : undefined
}

async function write(file: string, content: string): Promise<void> {
  try {
    await atomicWrite(file, content, { mode: 0o666 })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    const why =
      code === 'ENOENT'
        ? 'its folder does not exist'
        : code === 'ENOSPC'
          ? 'the disk is full'
          : code === 'EISDIR'
            ? 'it is a folder'
            : 'it may not be written'
    throw new CliError(
      `The result was not written to ${file}: ${why}. Check the path (--output).`,
      EXIT_USAGE,
    )
  }
}

/** https://no-color.org: set to anything but nothing, it switches colours off. */
function hasColors({ env, stdout }: Terminal): boolean {
  return stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb'
}

/** No wider than is good to read. */
const widthOf = ({ columns }: Screen): number => Math.min(Math.max(columns ?? 80, 40), 100)

/** One line that says what is being done, on a terminal only. */
function progressLine(stream: Screen) {
  const clear = () => {
    if (stream.isTTY) stream.write('\r\x1b[K')
  }
  const show = (doing: string) => {
    clear()
    if (stream.isTTY) stream.write(doing.slice(0, (stream.columns || 80) - 1))
  }
  return { show, clear }
}
