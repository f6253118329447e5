import type { Logger } from 'pino'
import { type Route, routeHash } from '#shared/route.ts'
import type { HttpFace } from '../api/http-face.ts'
import { type OnShow, shownSchema } from '../api/show-route.ts'
import { systemClock } from '../clock.ts'
import { prepareDataDir } from '../config/data-dir.ts'
import { removeDemoMark } from '../config/demo-mark.ts'
import { loadToken } from '../config/token.ts'
import { Engine } from '../engine.ts'
import type { EngineOptions } from '../engine-options.ts'
import { findRunning, type RunFile, removeRunFile, writeRunFile } from '../run-file.ts'
import type { RunningStage } from '../stage/stage.ts'
import { isOnThisMachine } from '../status/network-presence.ts'
import { type DataDirLock, lockDataDir } from './data-dir-lock.ts'
import { listenFailure } from './listen-failure.ts'
import type { ShellOptions } from './shell-options.ts'
import { StartFailure } from './start-failure.ts'

export interface ShellStart
  extends Pick<
    EngineOptions,
    'version' | 'shell' | 'vault' | 'openSettingsFile' | 'native' | 'resourcesDir'
  > {
  readonly options: ShellOptions
  /** The folder of the built dashboard, where a browser shows it; null where the shell has a window of its own. */
  readonly rendererDir: string | null
  readonly log: Logger
  /** Another start asks for the dashboard, at a place where a link named one. */
  readonly onShow: OnShow
  /** Sets a demo's stage up, once the data directory is taken and before anything in it is read. */
  readonly openStage?: OpenStage
}

export type OpenStage = () => Promise<RunningStage>

/** An engine that watches, with its address for other programs. */
export interface RunningShell {
  readonly engine: Engine
  readonly face: HttpFace
  readonly token: string
  /** Ends everything in order within two seconds; done twice, it does nothing more. */
  stop(): Promise<void>
}

/** Stopping may take this long before it is given up, in ms: the design allows two seconds. */
const STOP_WITHIN_MS = 1800
/** How long the instance that runs may take to show its dashboard, in ms. */
const SHOW_WITHIN_MS = 5000

/**
 * What both shells do first: takes the data directory, starts the engine and its HTTP face, and writes where it can be
 * reached.
 *
 * @throws StartFailure and the like (`startFailureText`) with what the operator must mend
 * @returns null where another instance has the data directory and was asked to show its dashboard instead
 */
export async function startShell(start: ShellStart): Promise<RunningShell | null> {
  const { options } = start
  refuseOpenHost(options.host)
  await prepareDataDir(options.dataDir, Date.now())
  const lock = lockDataDir(options.dataDir)
  if (lock === null) {
    await handOver(options)
    return null
  }
  try {
    return await startHolding(lock, start)
  } catch (error) {
    lock.release()
    throw error
  }
}

/** Beyond loopback anybody who finds the port may knock: then the operator sets the token, knowingly. */
function refuseOpenHost(host: string): void {
  if (isOnThisMachine(host) || process.env.TRAYLIGHT_TOKEN) return
  throw new StartFailure(
    `--host ${host} can be reached from other machines. Set TRAYLIGHT_TOKEN to a token of your own first.`,
  )
}

/** Someone who starts Traylight again wants to see it; someone who wants a second one is told why there is none. */
async function handOver({ dataDir, open, route }: ShellOptions): Promise<void> {
  const running = await findRunning(dataDir)
  if (running === null) {
    throw new StartFailure(
      `Another Traylight that is starting or stopping has ${dataDir}. Try again in a moment, or choose another --data-dir.`,
    )
  }
  if (open && (await show(running, route))) return
  throw new StartFailure(
    `Traylight already runs on ${dataDir} (process ${running.pid}, ${running.shell} shell), at ${running.url}. ` +
      'Stop it first, or choose another --data-dir.',
  )
}

async function show(running: RunFile, route: Route | null): Promise<boolean> {
  try {
    const response = await fetch(new URL('api/v1/show', running.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${running.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(route === null ? {} : { hash: routeHash(route) }),
      signal: AbortSignal.timeout(SHOW_WITHIN_MS),
    })
    return response.ok && shownSchema.parse(await response.json()).shown
  } catch {
    return false
  }
}

async function startHolding(lock: DataDirLock, start: ShellStart): Promise<RunningShell> {
  // Without a demo it is the operator's own from now on, which no later demo may begin anew.
  if (start.openStage === undefined) await removeDemoMark(start.options.dataDir)
  const running = (await start.openStage?.()) ?? null
  try {
    return await startWith(running, lock, start)
  } catch (error) {
    await running?.stop()
    throw error
  }
}

async function startWith(
  running: RunningStage | null,
  lock: DataDirLock,
  start: ShellStart,
): Promise<RunningShell> {
  const { options, log, rendererDir, onShow, openStage, ...forEngine } = start
  const { dataDir, configFile, host } = options
  const notices = () => [...(start.shell.notices?.() ?? []), ...(running?.notices ?? [])]
  const [token, engine] = await Promise.all([
    loadToken({ dataDir, env: process.env }),
    Engine.create({
      ...{ ...forEngine, dataDir, configFile, env: process.env, clock: systemClock, log },
      ...{ stage: running?.stage ?? null, shell: { ...start.shell, notices } },
    }),
  ])
  const face = await listen(engine, start, token)
  engine.start()
  await writeRunFile(dataDir, { pid: process.pid, url: face.url, token, shell: start.shell.kind })
  let stopping: Promise<void> | null = null
  // Whatever cannot be ended in order, the directory is free afterwards.
  const noteFailure = (error: unknown) => log.error({ err: error }, 'Something could not be ended in order')
  const end = async () => {
    const tooLate = new Promise(resolve => setTimeout(resolve, STOP_WITHIN_MS).unref())
    // The stage last, or what ends there would be an outage to whoever still watches.
    const stopAll = () => engine.stop().finally(() => running?.stop())
    await Promise.race([stopAll(), tooLate]).catch(noteFailure)
    await removeRunFile(dataDir).catch(noteFailure)
    lock.release()
  }
  log.info({ dataDir, host, port: face.port }, 'Traylight is watching')
  return {
    ...{ engine, face, token },
    stop() {
      stopping ??= end()
      return stopping
    },
  }
}

/** A port the operator chose is that one or none; the usual one, taken by another instance, may be any. */
async function listen(engine: Engine, start: ShellStart, token: string): Promise<HttpFace> {
  const { options, rendererDir, onShow } = start
  const { host, allowedHosts } = options
  const listenOn = (port: number) => engine.listen({ host, allowedHosts, port, token, rendererDir, onShow })
  try {
    return await listenOn(options.port)
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    // A browser finds the light shell by its port. The desktop shell has its own window and needs none in particular;
    // a demo stands beside the Traylight that is really used.
    const isAnyGood = start.shell.kind === 'desktop' || options.demo !== null
    if (isTaken && isAnyGood && !options.portIsChosen) return await listenOn(0)
    throw new StartFailure(listenFailure(error, options.host, options.port))
  }
}
