import { execFile } from 'node:child_process'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { findProgram } from '#demo/programs/find-program.ts'
import { type ServerProcess, startServerProcess } from '#demo/programs/server-process.ts'
import { makeTempDir } from '#demo/programs/temp-dir.ts'
import {
  chooseScript,
  dunstConfig,
  panelConfig,
  readShown,
  type ShownNotification,
  shownScript,
} from './desktop-config.ts'
import { type Picture, takePicture } from './screen.ts'
import { startSessionBus } from './session-bus.ts'
import { type TrayClient, trayClient } from './tray-client.ts'

/** A desktop of a test's own: a screen that nobody sees, a session bus, Xfce's panel with its tray, and dunst. */
export interface DesktopSession {
  /** For programs that should live in it: display, session bus, and folders of its own in place of the user's. */
  readonly env: Readonly<ReturnType<typeof environment>>
  /** The screen's size in pixels. */
  readonly size: { readonly width: number; readonly height: number }
  /** The panel along the upper edge, and the tray at its right end. */
  readonly panel: Restartable
  /** Traylight's icon as the panel sees it. */
  readonly tray: TrayClient
  /** What dunst was given to show, the oldest first; each renewal counts. */
  notifications(): Promise<readonly ShownNotification[]>
  /** How many notifications are on the screen. */
  shown(): Promise<number>
  /** Does the default action of the notification on the screen. */
  openNotification(): Promise<void>
  /** Chooses the button of the notification on the screen that begins with these words. */
  chooseInNotification(label: string): Promise<void>
  /** Asks on the session bus as an independent client. */
  gdbus(command: string, ...args: readonly string[]): Promise<string>
  picture(): Promise<Picture>
  /** Writes a picture of the screen to a file as PNG. */
  screenshot(file: string): Promise<void>
  /** Puts the pointer somewhere, and clicks there: 1 is left, 2 middle, 3 right; without a button it only rests there. */
  point(x: number, y: number, button?: 1 | 2 | 3): Promise<void>
  /** Presses keys, one after another: `Down`, `Return`, `Escape` ... */
  press(...keys: readonly string[]): Promise<void>
  /** Ends all of it and removes its folders. */
  stop(): Promise<void>
}

/** A program of the desktop that can crash and come back. */
export interface Restartable {
  /** Ends it as a crash would. */
  kill(): Promise<void>
  /** Starts it again; does nothing while it runs. */
  start(): Promise<void>
}

const run = promisify(execFile)
const COMMAND_DEADLINE_MS = 10_000
const SIZE = { width: 1280, height: 720 } as const
const FOLDERS = ['screen', 'config', 'cache', 'data', 'state', 'runtime'] as const

/**
 * Starts a desktop for a test.
 *
 * @throws an error that names Debian's package where one of its programs is missing.
 */
export async function startDesktopSession(): Promise<DesktopSession> {
  const ending: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const end of ending.splice(0).reverse()) await end()
  }
  try {
    return { ...(await build(ending)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function build(ending: (() => Promise<void>)[]): Promise<Omit<DesktopSession, 'stop'>> {
  const [xvfb, panelProgram, dunst, dunstctl, xdotool] = await Promise.all([
    findProgram('Xvfb', [], 'xvfb'),
    findProgram('xfce4-panel', [], 'xfce4-panel'),
    findProgram('dunst', [], 'dunst'),
    findProgram('dunstctl', [], 'dunst'),
    findProgram('xdotool', [], 'xdotool'),
  ])
  const dir = await makeTempDir('desktop')
  ending.push(() => dir.remove())
  const shownFile = join(dir.path, 'shown')
  const config = await writeConfig(dir.path, shownFile)

  const screen = await startScreen(xvfb, join(dir.path, 'screen'))
  ending.push(() => screen.stop())
  const bus = await startSessionBus()
  ending.push(() => bus.remove())

  const env = environment(dir.path, `:${screen.announcement}`, bus.address)
  const hasOwner = (name: string) => async () => {
    const owner = ['--dest', 'org.freedesktop.DBus', '--object-path', '/org/freedesktop/DBus', '--method']
    const answer = await bus
      .gdbus('call', ...owner, 'org.freedesktop.DBus.NameHasOwner', name)
      .catch(() => '')
    return answer === '(true,)'
  }
  const start = async (command: string, args: readonly string[], name: string): Promise<ServerProcess> =>
    startServerProcess({
      ...{ command, args, env, cwd: dir.path, hasChildren: true },
      ...{ ready: hasOwner(name), stopSignal: 'SIGTERM' },
    })

  const settings = await start(await xfconfd(), [], 'org.xfce.Xfconf')
  ending.push(() => settings.stop())
  const notifier = await start(dunst, ['-config', config.dunst], 'org.freedesktop.Notifications')
  ending.push(() => notifier.stop())
  const panel = restartable(() =>
    start(panelProgram, ['--disable-wm-check'], 'org.kde.StatusNotifierWatcher'),
  )
  ending.push(() => panel.stop())
  await panel.start()

  const picture = () => takePicture(join(dir.path, 'screen/Xvfb_screen0'))
  return {
    ...{ env, size: SIZE, panel, picture, gdbus: bus.gdbus, tray: trayClient(bus) },
    screenshot: async file => (await picture()).save(file),
    notifications: () => readShown(shownFile),
    ...hands({ dunstctl, xdotool }, env, config.choice),
  }
}

/** A screen whose picture is always in a file of the folder; it announces its number. */
function startScreen(xvfb: string, folder: string): Promise<ServerProcess> {
  return startServerProcess({
    command: xvfb,
    args: [
      ...['-displayfd', '1', '-screen', '0', `${SIZE.width}x${SIZE.height}x24`],
      ...['-fbdir', folder, '-nolisten', 'tcp', '-noreset'],
    ],
    ready: /^\d+$/m,
    stopSignal: 'SIGTERM',
  })
}

/** What a person does in the session, by its programs. */
function hands(
  { dunstctl, xdotool }: { readonly dunstctl: string; readonly xdotool: string },
  env: DesktopSession['env'],
  choiceFile: string,
): Pick<DesktopSession, 'shown' | 'openNotification' | 'chooseInNotification' | 'point' | 'press'> {
  const command = async (program: string, ...args: readonly string[]) =>
    (await run(program, args, { env, timeout: COMMAND_DEADLINE_MS })).stdout.trim()
  return {
    shown: async () => Number(await command(dunstctl, 'count', 'displayed')),
    async openNotification() {
      await command(dunstctl, 'action', '0')
    },
    async chooseInNotification(label) {
      await writeFile(choiceFile, label)
      await command(dunstctl, 'context')
    },
    async point(x, y, button) {
      const click = button === undefined ? [] : ['click', String(button)]
      await command(xdotool, 'mousemove', String(x), String(y), ...click)
    },
    async press(...keys) {
      await command(xdotool, 'key', ...keys)
    },
  }
}

function environment(dir: string, display: string, address: string) {
  return {
    PATH: process.env.PATH ?? '',
    LC_ALL: 'C.UTF-8',
    HOME: dir,
    XDG_CONFIG_HOME: join(dir, 'config'),
    XDG_CACHE_HOME: join(dir, 'cache'),
    XDG_DATA_HOME: join(dir, 'data'),
    XDG_STATE_HOME: join(dir, 'state'),
    XDG_RUNTIME_DIR: join(dir, 'runtime'),
    XDG_CURRENT_DESKTOP: 'XFCE',
    XDG_SESSION_TYPE: 'x11',
    DISPLAY: display,
    DBUS_SESSION_BUS_ADDRESS: address,
    GDK_BACKEND: 'x11',
    // Nothing reads the screen aloud or keeps GTK's settings here.
    NO_AT_BRIDGE: '1',
    GSETTINGS_BACKEND: 'memory',
  }
}

async function writeConfig(
  dir: string,
  shownFile: string,
): Promise<{ readonly dunst: string; readonly choice: string }> {
  for (const folder of FOLDERS) await mkdir(join(dir, folder), { mode: 0o700 })
  const panel = join(dir, 'config/xfce4/xfconf/xfce-perchannel-xml/xfce4-panel.xml')
  await mkdir(dirname(panel), { recursive: true })
  await writeFile(panel, panelConfig())
  const script = join(dir, 'remember-notification')
  await writeFile(script, shownScript(shownFile))
  const choice = join(dir, 'choice')
  const menu = join(dir, 'choose-button')
  await writeFile(menu, chooseScript(choice))
  for (const program of [script, menu]) await chmod(program, 0o700)
  const dunst = join(dir, 'dunstrc')
  await writeFile(dunst, dunstConfig(script, menu))
  return { dunst, choice }
}

/** The service that keeps the panel's settings lies where only D-Bus looks for it. */
async function xfconfd(): Promise<string> {
  const service = await readFile('/usr/share/dbus-1/services/org.xfce.Xfconf.service', 'utf8').catch(() => '')
  const program = /^Exec=(\S+)/m.exec(service)?.[1]
  if (program === undefined)
    throw new Error('xfconfd is missing. On Debian and Ubuntu: apt-get install xfconf')
  return program
}

function restartable(start: () => Promise<ServerProcess>): Restartable & { stop(): Promise<void> } {
  let running: ServerProcess | null = null
  const take = () => {
    const taken = running
    running = null
    return taken
  }
  return {
    async start() {
      running ??= await start()
    },
    async kill() {
      await take()?.kill()
    },
    async stop() {
      await take()?.stop()
    },
  }
}
