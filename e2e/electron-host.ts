import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { _electron, type ElectronApplication, expect, type Page } from '@playwright/test'
import { z } from 'zod'
import {
  type DesktopTraylight,
  type Host,
  iconOfFile,
  type MenuItemLook,
  type SaveQuestion,
  type StartOptions,
  type WindowLook,
} from './host.ts'
import { type InstanceFiles, makeInstanceFiles } from './instance-files.ts'
import { openAnew } from './open-anew.ts'
import { ROOT, runBuilt } from './run-built.ts'

const RECORDER = join(import.meta.dirname, 'electron-recorder.cjs')
const READY_WITHIN_MS = 30_000

/**
 * The desktop shell in real Electron, driven by Playwright. Written against their documentation and types: it has not
 * been run where Electron's binary cannot be had.
 */
export function electronHost(program: string): Host<DesktopTraylight> {
  return {
    async start(options = {}) {
      const shell = new ElectronShell(program, await makeInstanceFiles('desktop', options), options)
      await shell.restart()
      return shell
    },
    async close() {},
  }
}

/** What electron-recorder.cjs keeps, as text that can leave the process. */
const recordedSchema = z.object({
  icon: z.string(),
  toolTip: z.string(),
  menu: z.string(),
  asked: z.array(z.tuple([z.string(), z.string()])),
})

class ElectronShell implements DesktopTraylight {
  url = ''
  output = ''
  readonly dataDir: string
  readonly configPath: string | null
  private readonly program: string
  private readonly files: InstanceFiles
  private readonly options: StartOptions
  private running: ElectronApplication | null = null
  private ending: Promise<number | null> = Promise.resolve(null)

  constructor(program: string, files: InstanceFiles, options: StartOptions) {
    this.program = program
    this.files = files
    this.options = options
    this.dataDir = files.dataDir
    this.configPath = files.configPath
  }

  get pid(): number {
    return this.app.process().pid ?? 0
  }

  get exited(): Promise<number | null> {
    return this.ending
  }

  async restart(): Promise<void> {
    const app = await _electron.launch({
      args: ['-r', RECORDER, ...this.args(this.options.args)],
      env: this.env(),
    })
    this.running = app
    for (const stream of [app.process().stdout, app.process().stderr]) {
      stream?.on('data', chunk => {
        this.output = (this.output + String(chunk)).slice(-100_000)
      })
    }
    this.ending = once(app.process(), 'exit').then(([code]) => z.number().nullable().parse(code))
    await expect.poll(() => this.hasTray(), { timeout: READY_WITHIN_MS }).toBe(true)
    const run: unknown = JSON.parse(await readFile(join(this.dataDir, 'run.json'), 'utf8'))
    this.url = new URL(z.object({ url: z.string() }).parse(run).url).origin
  }

  async page(): Promise<Page> {
    if (!(await this.window())?.isVisible) await this.chooseMenu('Open dashboard')
    return await openAnew(await this.openPage())
  }

  async openPage(): Promise<Page> {
    const [page] = this.app.windows().slice(-1)
    return page ?? (await this.app.firstWindow())
  }

  async stop(): Promise<number | null> {
    this.app.process().kill('SIGTERM')
    return await this.ending
  }

  async kill(): Promise<void> {
    this.app.process().kill('SIGKILL')
    await this.ending
  }

  cli(...args: readonly string[]) {
    return runBuilt('cli', [...args, '--data-dir', this.dataDir])
  }

  async remove(): Promise<void> {
    const process = this.running?.process()
    if (process && process.exitCode === null && process.signalCode === null) await this.stop()
    await this.files.dir.remove()
  }

  async tray() {
    const { icon, toolTip, menu } = await this.recorded()
    const items: readonly MenuItemLook[] = JSON.parse(menu)
    return { icon: iconOfFile(icon), tooltip: toolTip, menu: items }
  }

  async clickTray(): Promise<void> {
    await this.app.evaluate(() => Reflect.get(globalThis, 'traylightRecorded').trays.at(-1).emit('click'))
  }

  async chooseMenu(...labels: string[]): Promise<void> {
    await this.app.evaluate((_electron, path) => {
      let { items } = Reflect.get(globalThis, 'traylightRecorded').menu
      for (const [index, label] of path.entries()) {
        const item = items.find((one: { label: string }) => one.label.replaceAll('&&', '&') === label)
        if (!item?.enabled) throw new Error(`The menu has no "${label}" to choose.`)
        if (index === path.length - 1) item.click()
        else items = item.submenu.items
      }
    }, labels)
  }

  async window(): Promise<WindowLook | null> {
    return await this.app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows()
      if (!window) return null
      // Not in Electron's types, though its own tests use it.
      const last: unknown = Reflect.get(window.webContents, 'getLastWebPreferences')
      return {
        isVisible: window.isVisible(),
        isFocused: window.isFocused(),
        isMinimized: window.isMinimized(),
        bounds: window.getBounds(),
        url: window.webContents.getURL(),
        webPreferences: typeof last === 'function' ? { ...last.call(window.webContents) } : {},
      }
    })
  }

  async closeWindow(): Promise<void> {
    await this.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  }

  async minimizeWindow(): Promise<void> {
    await this.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize())
  }

  async moveWindow(bounds: WindowLook['bounds']): Promise<void> {
    await this.app.evaluate(
      ({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setBounds(to),
      bounds,
    )
  }

  async crashRenderer(): Promise<void> {
    await this.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
    )
  }

  async announcePower(event: 'suspend' | 'resume'): Promise<void> {
    await this.app.evaluate(({ powerMonitor }, name) => powerMonitor.emit(name), event)
  }

  async startAgain(...args: readonly string[]): Promise<number | null> {
    const second = spawn(this.program, ['--no-sandbox', ...this.args(args)], {
      env: this.env(),
      stdio: 'ignore',
    })
    return await new Promise(resolve => second.once('exit', code => resolve(code)))
  }

  async saveAs(path: string | null, action: () => Promise<void>): Promise<SaveQuestion> {
    await this.app.evaluate(({ dialog }, filePath) => {
      Object.assign(dialog, {
        showSaveDialog: async (options: object) => {
          Object.assign(globalThis, { traylightQuestion: options })
          return { canceled: filePath === null, filePath: filePath ?? '' }
        },
      })
    }, path)
    await action()
    const question = () => this.app.evaluate(() => Reflect.get(globalThis, 'traylightQuestion') ?? null)
    await expect.poll(question).not.toBeNull()
    return z.object({ defaultPath: z.string() }).parse(await question())
  }

  async asked(api: string): Promise<readonly string[]> {
    const { asked } = await this.recorded()
    return asked.filter(([name]) => name === api).map(([, what]) => what)
  }

  private get app(): ElectronApplication {
    if (!this.running) throw new Error('It has not been started.')
    return this.running
  }

  private args(more: readonly string[] = []): string[] {
    return [ROOT, '--port', '0', ...this.files.flags, ...more]
  }

  /** With the screen of whoever runs the tests, which Electron needs, and without their message bus. */
  private env(): Record<string, string> {
    const own = Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    )
    const config = join(this.files.dir.path, 'config')
    return {
      ...Object.fromEntries(own),
      DBUS_SESSION_BUS_ADDRESS: '',
      XDG_CONFIG_HOME: config,
      ...this.options.env,
    }
  }

  private async hasTray(): Promise<boolean> {
    return await this.app.evaluate(() => Reflect.get(globalThis, 'traylightRecorded').menu !== null)
  }

  private async recorded(): Promise<z.infer<typeof recordedSchema>> {
    const recorded = await this.app.evaluate(() => {
      const { icon, toolTip, menu, asked } = Reflect.get(globalThis, 'traylightRecorded')
      const look = (items: Electron.MenuItem[]): unknown =>
        items.map(({ type, label, enabled, submenu }) => ({
          ...{ type, enabled, label: label.replaceAll('&&', '&') },
          items: submenu ? look(submenu.items) : [],
        }))
      return { icon, toolTip, asked, menu: JSON.stringify(look(menu?.items ?? [])) }
    })
    return recordedSchema.parse(recorded)
  }
}
