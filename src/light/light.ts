import { join } from 'node:path'
import type { Logger } from 'pino'
import { systemClock } from '#engine/clock.ts'
import { ConfigError } from '#engine/config/config-error.ts'
import { DataDirError, prepareDataDir } from '#engine/config/data-dir.ts'
import { UnreadableFileError } from '#engine/config/read-if-there.ts'
import { loadToken, TokenError } from '#engine/config/token.ts'
import { Engine } from '#engine/engine.ts'
import { findRunning, removeRunFile, writeRunFile } from '#engine/run-file.ts'
import { isOnThisMachine } from '#engine/status/network-presence.ts'
import packageJson from '../../package.json' with { type: 'json' }
import { helpText, type LightOptions, OptionError, parseLightOptions } from './light-options.ts'
import { listenFailure } from './listen-failure.ts'
import { hasDisplay, openBrowser } from './open-browser.ts'

/** Something the operator must mend before Traylight can start; the message is what they read. */
class StartFailure extends Error {}

/** Stopping may take this long before the process ends all the same, in ms: the design allows two seconds. */
const STOP_WITHIN_MS = 1800

async function main(): Promise<void> {
  const options = parseLightOptions(process.argv.slice(2), process.env)
  if (options.help) return void process.stdout.write(helpText())
  if (options.version) return void process.stdout.write(`${packageJson.version}\n`)
  if (options.desktop) {
    throw new StartFailure(
      'There is no desktop shell in this version. Leave --desktop out to run the light shell.',
    )
  }
  refuseOpenHost(options.host)
  await prepareDataDir(options.dataDir, Date.now())
  const running = await findRunning(options.dataDir)
  if (running) {
    throw new StartFailure(
      `Traylight already runs on ${options.dataDir} (process ${running.pid}), at ${running.url}. ` +
        'Stop it first, or choose another --data-dir.',
    )
  }
  await run(options)
}

/** Beyond loopback anybody who finds the port may knock: then the operator sets the token, knowingly. */
function refuseOpenHost(host: string): void {
  if (isOnThisMachine(host) || process.env.TRAYLIGHT_TOKEN) return
  throw new StartFailure(
    `--host ${host} can be reached from other machines. Set TRAYLIGHT_TOKEN to a token of your own first.`,
  )
}

async function run(options: LightOptions): Promise<void> {
  const { dataDir } = options
  const { pino, destination } = await import('pino')
  const log = pino({ level: options.logLevel, base: null }, destination({ fd: 2, sync: true }))
  const [token, engine] = await Promise.all([
    loadToken({ dataDir, env: process.env }),
    Engine.create({
      ...{ dataDir, configFile: options.configFile, version: packageJson.version },
      ...{ env: process.env, clock: systemClock, log },
    }),
  ])
  const face = await engine
    .listen({
      ...{ host: options.host, port: options.port, token },
      rendererDir: join(import.meta.dirname, '../renderer'),
    })
    .catch((error: unknown) => {
      throw new StartFailure(listenFailure(error, options.host, options.port))
    })
  engine.start()
  await writeRunFile(dataDir, { pid: process.pid, url: face.url, token })
  stopOnSignals(engine, dataDir)
  survive(log)

  const address = `${face.url}?token=${token}`
  process.stdout.write(`Traylight is watching. Dashboard: ${address}\n`)
  if (options.open && hasDisplay(process.platform, process.env)) openBrowser(address, process.platform)
}

function stopOnSignals(engine: Engine, dataDir: string): void {
  let isStopping = false
  const stop = async () => {
    if (isStopping) return
    isStopping = true
    setTimeout(() => process.exit(0), STOP_WITHIN_MS).unref()
    await engine.stop()
    await removeRunFile(dataDir)
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop())
}

/** A watcher that goes away when one driver errs late is no watcher: what nobody caught is logged, and it goes on. */
function survive(log: Logger): void {
  process.on('uncaughtException', error => log.error({ err: error }, 'An error nobody caught'))
  process.on('unhandledRejection', error => log.error({ err: error }, 'A rejection nobody caught'))
}

main().catch((error: unknown) => {
  const isForOperator =
    error instanceof StartFailure ||
    error instanceof OptionError ||
    error instanceof ConfigError ||
    error instanceof UnreadableFileError ||
    error instanceof DataDirError ||
    error instanceof TokenError
  process.stderr.write(isForOperator ? `${error.message}\n` : `Traylight could not start: ${String(error)}\n`)
  process.exit(2)
})
