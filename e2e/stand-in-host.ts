import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { z } from 'zod'
import { type DesktopTraylight, type Host, iconOfFile, NO_DESKTOP, type StartOptions } from './host.ts'
import { type InstanceFiles, makeInstanceFiles } from './instance-files.ts'
import { openAnew } from './open-anew.ts'
import { ROOT, runBuilt } from './run-built.ts'
import { type StandInApp, startStandIn } from './stand-in/start-stand-in.ts'

const READY_WITHIN_MS = 20_000

/** The desktop shell on the stand-in for Electron, with its windows in the Chromium of this endpoint. */
export function standInHost(chromium: () => Promise<string>): Host<DesktopTraylight> {
  return {
    async start(options = {}) {
      const files = await makeInstanceFiles('desktop', options)
      const shell = new StandInShell(await chromium(), files, options)
      await shell.restart()
      return shell
    },
    async close() {},
  }
}

class StandInShell implements DesktopTraylight {
  url = ''
  readonly dataDir: string
  readonly configPath: string | null
  private readonly chromium: string
  private readonly files: InstanceFiles
  private readonly options: StartOptions
  private running: StandInApp | null = null

  constructor(chromium: string, files: InstanceFiles, options: StartOptions) {
    this.chromium = chromium
    this.files = files
    this.options = options
    this.dataDir = files.dataDir
    this.configPath = files.configPath
  }

  get pid(): number {
    return this.app.pid
  }

  get exited(): Promise<number | null> {
    return this.app.exited
  }

  get output(): string {
    return this.app.output
  }

  async restart(): Promise<void> {
    const app = this.spawn(this.options.args)
    this.running = app
    await expect
      .poll(async () => (await app.look()).trays.length, { timeout: READY_WITHIN_MS, message: app.output })
      .toBe(1)
    this.url = await addressOf(this.dataDir, app.pid)
  }

  async page(): Promise<Page> {
    if (!(await this.window())?.isVisible) await this.chooseMenu('Open dashboard')
    return await openAnew(await this.openPage())
  }

  openPage(): Promise<Page> {
    return this.app.page()
  }

  stop(): Promise<number | null> {
    return this.app.kill('SIGTERM')
  }

  async kill(): Promise<void> {
    await this.app.kill('SIGKILL')
  }

  cli(...args: readonly string[]) {
    return runBuilt('cli', [...args, '--data-dir', this.dataDir])
  }

  async remove(): Promise<void> {
    try {
      await this.running?.close()
    } finally {
      await this.files.dir.remove()
    }
  }

  async tray() {
    const { icon, toolTip, menu } = await this.app.tray()
    return { icon: iconOfFile(icon), tooltip: toolTip, menu: menu ?? [] }
  }

  async clickTray(): Promise<void> {
    await this.app.act({ do: 'click-tray', button: 'left' })
  }

  async chooseMenu(...labels: string[]): Promise<void> {
    await this.app.act({ do: 'choose-tray-menu', labels })
  }

  async window() {
    return (await this.app.windows()).at(-1) ?? null
  }

  async closeWindow(): Promise<void> {
    await this.app.act({ do: 'close-window', window: await this.windowId() })
  }

  async minimizeWindow(): Promise<void> {
    await this.app.act({ do: 'minimize-window', window: await this.windowId() })
  }

  async moveWindow(bounds: { x: number; y: number; width: number; height: number }): Promise<void> {
    await this.app.act({ do: 'move-window', window: await this.windowId(), bounds })
  }

  async crashRenderer(): Promise<void> {
    await this.app.act({ do: 'crash-renderer', window: await this.windowId() })
  }

  async announcePower(event: 'suspend' | 'resume'): Promise<void> {
    await this.app.act({ do: 'announce-power', event })
  }

  async startAgain(...args: readonly string[]): Promise<number | null> {
    const second = this.spawn(args)
    const code = await second.exited
    await second.close()
    return code
  }

  async saveAs(path: string | null, action: () => Promise<void>) {
    await action()
    const openDialogs = async () => (await this.app.look()).dialogs
    await expect.poll(openDialogs).toHaveLength(1)
    const [dialog] = await openDialogs()
    const answer = { canceled: path === null, filePath: path ?? '' }
    await this.app.act({ do: 'answer-dialog', kind: 'showSaveDialog', answer })
    return z.object({ defaultPath: z.string() }).parse(dialog?.options)
  }

  async asked(api: string): Promise<readonly string[]> {
    const { calls } = await this.app.look()
    return calls.filter(call => call.api === api).map(({ args }) => String(args[0]))
  }

  private get app(): StandInApp {
    if (!this.running) throw new Error('It has not been started.')
    return this.running
  }

  private spawn(args: readonly string[] = []): StandInApp {
    const { dir, flags } = this.files
    return startStandIn({
      app: ROOT,
      chromium: this.chromium,
      args: ['--port', '0', ...flags, ...args],
      env: { ...NO_DESKTOP, XDG_CONFIG_HOME: join(dir.path, 'config'), ...this.options.env },
    })
  }

  private async windowId(): Promise<number> {
    const window = (await this.app.windows()).at(-1)
    if (!window) throw new Error('There is no window.')
    return window.id
  }
}

const runFileSchema = z.object({ pid: z.number(), url: z.string() })

/** Where the instance with this process listens, as it says itself. */
async function addressOf(dataDir: string, pid: number): Promise<string> {
  const run = runFileSchema.parse(JSON.parse(await readFile(join(dataDir, 'run.json'), 'utf8')))
  expect(run.pid).toBe(pid)
  return new URL(run.url).origin
}
