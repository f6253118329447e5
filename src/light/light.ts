import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { systemClock } from '#engine/clock.ts'
import { type DesktopSession, openDesktopSession, resourcesDirFrom } from '#engine/shell/desktop-session.ts'
import { hasDisplay } from '#engine/shell/has-display.ts'
import { loginArguments } from '#engine/shell/login-arguments.ts'
import { helpText, parseShellOptions, type ShellOptions } from '#engine/shell/shell-options.ts'
import type { ShellServices } from '#engine/shell/shell-services.ts'
import { StartFailure, startFailureText } from '#engine/shell/start-failure.ts'
import { type OpenStage, type RunningShell, startShell } from '#engine/shell/start-shell.ts'
import { surviveErrors } from '#engine/shell/survive-errors.ts'
import { xdgAutostart } from '#engine/shell/xdg-autostart.ts'
import { trayPixmapFile } from '#engine/tray/icon-files.ts'
import { readPixmaps } from '#engine/tray/read-pixmaps.ts'
import type { Route } from '#shared/route.ts'
import packageJson from '../../package.json' with { type: 'json' }
import { DashboardOpener } from './dashboard-opener.ts'
import { folderShower } from './show-in-folder.ts'
import { noTrayHint } from './tray/no-tray-hint.ts'
import { type RunningTray, startTray } from './tray/start-tray.ts'

const RESOURCES = resourcesDirFrom(import.meta.dirname)
/** The size of the pictures in the tray's menu, in px. */
const MENU_ICON_SIZE = 16
/** The process ends this long after it was told to, whatever still holds it up. In ms: the design allows two seconds. */
const END_WITHIN_MS = 1900

/** What a demo says when it is ready, so that nobody takes it for their own services. */
const DEMO_WORDS = 'This is a demo: Traylight is watching stand-ins on this machine, which break and heal.'

/** Everything that runs, so that it can be ended in order. */
interface Running {
  readonly shell: RunningShell
  readonly desktop: DesktopSession
  readonly opener: DashboardOpener
  readonly tray: RunningTray | null
}

async function main(): Promise<void> {
  const options = parseShellOptions(process.argv.slice(2), process.env)
  if (options.help) return void process.stdout.write(helpText(process.env))
  if (options.version) return void process.stdout.write(`${packageJson.version}\n`)
  if (options.desktop) {
    throw new StartFailure(
      'This is the light shell and not the desktop shell. Leave --desktop out, or start the desktop shell.',
    )
  }
  const { pino, destination } = await import('pino')
  const log = pino({ level: options.logLevel, base: null }, destination({ fd: 2, sync: true }))
  await run(options, log)
}

async function run(options: ShellOptions, log: Logger): Promise<void> {
  let opener: DashboardOpener | null = null
  let shell: RunningShell | null = null
  const onShow = async (route: Route | null) => (await opener?.open(route)) ?? false
  const show = (route: Route | null) => void onShow(route)
  const openStage = await demoOf(options, log)
  const desktop = await openDesktopSession({
    ...{ log, resourcesDir: RESOURCES, onOpen: show },
    onAction: action => shell?.engine.notificationChosen(action),
  })
  shell = await startShell({
    ...(openStage === null ? {} : { openStage }),
    ...{ options, log, onShow, version: packageJson.version },
    rendererDir: join(import.meta.dirname, '../renderer'),
    shell: servicesOf(options),
    ...{ native: desktop.notifier, resourcesDir: RESOURCES },
  })
  if (shell === null) {
    await desktop.stop()
    return void process.stdout.write('Traylight already runs. Its dashboard has been opened.\n')
  }
  opener = new DashboardOpener({
    dataDir: options.dataDir,
    ticketAddress: route => shell.face.ticketAddress(route),
  })
  const running: Running = { shell, desktop, opener, tray: await showTray(shell, desktop, show, log) }
  stopOnSignals(running)
  surviveErrors(log)

  const what = options.demo === null ? 'Traylight is watching.' : DEMO_WORDS
  process.stdout.write(`${what} Dashboard: ${shell.face.url}?token=${shell.token}\n`)
  if (options.open) show(options.route)
}

/** How the stage of a demo is set up; null where real services are watched, and nothing of the demo is loaded. */
async function demoOf({ demo, dataDir }: ShellOptions, log: Logger): Promise<OpenStage | null> {
  if (demo === null) return null
  const [{ openDemo }, { refuseForeignDataDir }] = await Promise.all([
    import('#demo/open-demo.ts'),
    import('#demo/demo-data-dir.ts'),
  ])
  await refuseForeignDataDir(dataDir)
  const actorFile = join(import.meta.dirname, 'actor.js')
  return () => openDemo({ actorFile, dataDir, plays: demo.plays, log, clock: systemClock })
}

/** Starting at login is a file on Linux; elsewhere it is for an installed application to ask for. */
function servicesOf(options: ShellOptions): ShellServices {
  const showInFolder = folderShower(process.platform, process.env)
  const services: ShellServices = { kind: 'light', ...(showInFolder && { showInFolder }) }
  if (process.platform !== 'linux' || options.demo !== null) return services
  const [program = process.execPath, script = ''] = process.argv
  const command = [program, script, '--light', ...loginArguments(options)]
  return { ...services, startAtLogin: xdgAutostart({ env: process.env, command }) }
}

async function showTray(
  { engine }: RunningShell,
  { bus, notifier }: DesktopSession,
  onShow: (route: Route | null) => void,
  log: Logger,
): Promise<RunningTray | null> {
  if (bus === null) return null
  return startTray({
    ...{ bus, log, clock: systemClock },
    model: engine.tray({
      open: ({ route }) => onShow(route),
      quit: () => process.kill(process.pid, 'SIGTERM'),
    }),
    pixmapsOf: icon => readPixmaps(RESOURCES, icon),
    menuIconOf: icon => readFile(trayPixmapFile(RESOURCES, icon, MENU_ICON_SIZE)),
    onNoTray: () => {
      log.info({}, 'This desktop shows no tray icons')
      if (hasDisplay(process.platform, process.env) && engine.isFirstHint('no-tray')) {
        void notifier?.show(noTrayHint(process.env))
      }
    },
  })
}

function stopOnSignals({ shell, desktop, opener, tray }: Running): void {
  let isStopping = false
  const stop = async () => {
    if (isStopping) return
    isStopping = true
    setTimeout(() => process.exit(0), END_WITHIN_MS).unref()
    await Promise.all([shell.stop(), opener.close()])
    await tray?.stop()
    await desktop.stop()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop())
}

main().catch((error: unknown) => {
  process.stderr.write(`${startFailureText(error)}\n`)
  process.exit(2)
})
