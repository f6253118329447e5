/**
 * Pictures of the dashboard over the demo's stage: `node e2e/screenshots.ts --out DIR [--wait SECONDS]`. Needs a build
 * (`npm run build`), Chromium, PostgreSQL, Redis and Python, as the end-to-end tests do. Without `--out` only the pictures
 * that the documentation shows are written, to docs/screenshots. `--only past` (empty, demo, tray) makes some of them.
 */
import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type Browser, chromium, type Page } from '@playwright/test'
import type { StartOptions } from './host.ts'
import { type LightShell, startLightShell } from './light-shell.ts'
import playwrightConfig from './playwright.config.ts'
import { SEEDED_AWAY, SEEDED_SERIES, seededConfig } from './seed-history.ts'
import { seedDataDir, startShop } from './seeded-history.ts'
import { steerDemo } from './steer-demo.ts'
import { takeTrayPicture } from './tray-picture.ts'

/** One picture: where in the page, and what to do there first. */
interface Screen {
  readonly name: string
  readonly hash: string
  /** In a window tall enough for all of it; a long list draws only what is in the window. */
  readonly tall?: boolean
  open?(page: Page): Promise<void>
}

interface Look {
  readonly theme: 'dark' | 'light'
  readonly width: number
  readonly height: number
}

const LOOKS: readonly Look[] = [
  { theme: 'dark', width: 1280, height: 800 },
  { theme: 'light', width: 1280, height: 800 },
  { theme: 'dark', width: 900, height: 600 },
  { theme: 'light', width: 900, height: 600 },
]

const TALL = 1500

const OVERVIEW: Screen = { name: 'overview', hash: '#/overview' }
const WHOLE_OVERVIEW: Screen = { name: 'overview-whole', hash: '#/overview', tall: true }
const MONITORS: Screen = { name: 'monitors', hash: '#/settings/monitors' }
/** The report's categories, and a card of each. */
const CATEGORIES: readonly Screen[] = [
  { name: 'apis', hash: '#/apis' },
  { name: 'database', hash: '#/database' },
  { name: 'realtime', hash: '#/realtime' },
  { name: 'agents', hash: '#/agents' },
  { name: 'roblox', hash: '#/roblox' },
  { name: 'card-redis', hash: '#/monitor/redis' },
  { name: 'card-openai', hash: '#/monitor/openai' },
  { name: 'card-supabase', hash: '#/monitor/supabase' },
  { name: 'card-mcp', hash: '#/monitor/mcp-server' },
  { name: 'card-plugin', hash: '#/monitor/plugin-communication' },
]
const BACKENDS: Screen = { name: 'backends', hash: '#/backends' }
const OPEN_BACKEND: Screen = { name: 'backend', hash: '#/backend/toolboxai-backend', tall: true }
const DIRECTOR: Screen = {
  name: 'director',
  hash: '#/overview',
  open: page => page.getByRole('banner').getByRole('button', { name: 'Demo', exact: true }).click(),
}
const PROFILES: Screen = {
  name: 'profile',
  hash: '#/settings/profiles',
  open: page => page.getByRole('button', { name: /^Add/ }).first().click(),
}
const EDITOR: Screen = {
  name: 'editor',
  hash: '#/monitor/postgresql',
  open: page => page.getByRole('button', { name: 'Edit', exact: true }).click(),
}

const ALERTS: Screen = { name: 'alerts', hash: '#/alerts' }
const INCIDENT: Screen = {
  ...{ name: 'incident', hash: '#/alerts', tall: true },
  open: page => page.locator('[data-incident] [data-row-toggle]').first().click(),
}
const BELL: Screen = {
  ...{ name: 'bell', hash: '#/overview' },
  open: page =>
    page
      .getByRole('banner')
      .getByRole('button', { name: /open alert/i })
      .click(),
}

const EMPTY_HISTORY: Screen = { name: 'history', hash: '#/history' }

/** States in the order in which they are reached, with what is worth a picture in each. */
const SCREENS = {
  empty: [OVERVIEW, BACKENDS, ALERTS, MONITORS, PROFILES, EMPTY_HISTORY],
  green: [OVERVIEW, WHOLE_OVERVIEW, ...CATEGORIES, BACKENDS, OPEN_BACKEND, ALERTS, DIRECTOR, EDITOR],
  fire: [OVERVIEW, WHOLE_OVERVIEW, ...CATEGORIES, BACKENDS, OPEN_BACKEND, ALERTS, INCIDENT, BELL, DIRECTOR],
} as const satisfies Readonly<Record<string, readonly Screen[]>>
/** What is broken for the pictures on fire: something in each category, and one thing that the backend does not notice. */
const BROKEN = [
  ...['redis-unnoticed', 'openai-quota', 'supabase-outage', 'echo-stops', 'pusher-channel-vacated'],
  ...['mcp-freezes', 'agent-silent', 'sparc-import-fails', 'bridge-stops', 'plugin-silent'],
]
type State = keyof typeof SCREENS | 'past'

const of = (...ids: readonly string[]) => ids.map(id => `show=${encodeURIComponent(id)}`).join('&')
/** The past of a small shop, which is made for the pictures. */
const PAST: readonly Screen[] = [
  {
    name: 'history-day',
    hash: `#/history?${of('monitor:orders', 'monitor:payments', 'metric:memory')}&range=24h`,
  },
  {
    name: 'history-month',
    hash: `#/history?${of('monitor:orders', 'monitor:payments')}&range=30d&figures=p95`,
    tall: true,
  },
  { name: 'history-compared', hash: `#/history?${of('monitor:orders')}&range=30d&compare=yes&band=no` },
  {
    name: 'history-year',
    hash: `#/history?${of('monitor:orders', 'monitor:payments', 'metric:memory')}&range=1y`,
    tall: true,
  },
  { name: 'uptime', hash: '#/history/uptime' },
  { name: 'history-settings', hash: '#/settings/history', tall: true },
]
const YEAR = { days: 365, series: SEEDED_SERIES, away: SEEDED_AWAY } as const

/** The pictures that README and docs show, by the names they have there. */
const DOCUMENTED: Readonly<Record<string, string>> = {
  'green-overview-dark-1280': 'overview-dark',
  'fire-overview-light-1280': 'on-fire-light',
  'past-history-day-dark-1280': 'history-day-dark',
  'past-history-month-light-1280': 'history-month-light',
  'past-history-year-dark-1280': 'history-year-dark',
  'past-uptime-light-1280': 'uptime-light',
}
const DOCS_DIR = join(import.meta.dirname, '../docs/screenshots')

/** So that heartbeat bars and sparklines have something to show, and an outage is confirmed, in seconds. */
const DEFAULT_WAIT_SECONDS = 75
const FIRE_SECONDS = 20

async function takePictures(browser: Browser, shell: LightShell, state: State, outDir: string | null) {
  for (const look of LOOKS) {
    const context = await browser.newContext({
      viewport: { width: look.width, height: look.height },
      colorScheme: look.theme,
      reducedMotion: 'reduce',
    })
    for (const screen of state === 'past' ? PAST : SCREENS[state]) {
      const name = `${state}-${screen.name}-${look.theme}-${look.width}`
      const file = fileFor(name, outDir)
      if (file === null) continue
      const page = await context.newPage()
      if (screen.tall) await page.setViewportSize({ width: look.width, height: TALL })
      await show(page, shell, screen)
      await page.screenshot({ path: file })
      await page.close()
      process.stdout.write(`${file} ${Math.round((await stat(file)).size / 1000)} kB\n`)
    }
    await context.close()
  }
}

function fileFor(name: string, outDir: string | null): string | null {
  if (outDir !== null) return join(outDir, `${name}.png`)
  const documented = DOCUMENTED[name]
  return documented === undefined ? null : join(DOCS_DIR, `${documented}.png`)
}

async function show(page: Page, shell: LightShell, screen: Screen): Promise<void> {
  await page.goto(shell.address)
  await page.goto(`${shell.url}/${screen.hash}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await screen.open?.(page)
  // Charts are loaded when they are first needed; a picture is no test, so it may simply wait for them.
  await pause(1500)
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      /** Only these states, each by its name. */
      only: { type: 'string', multiple: true },
      wait: { type: 'string', default: String(DEFAULT_WAIT_SECONDS) },
    },
  })
  const outDir = values.out ?? null
  await mkdir(outDir ?? DOCS_DIR, { recursive: true })
  const browser = await chromium.launch({ ...playwrightConfig.use?.launchOptions })
  const wanted = (state: string) => values.only?.includes(state) ?? true
  try {
    if (wanted('past')) await withPast(shell => takePictures(browser, shell, 'past', outDir))
    if (wanted('empty')) await withShell({}, shell => takePictures(browser, shell, 'empty', outDir))
    if (wanted('demo')) {
      await withShell({ args: ['--demo'], env: { TRAYLIGHT_DEMO_SCRIPT: 'off' } }, async shell => {
        await pause(Number(values.wait) * 1000)
        await takePictures(browser, shell, 'green', outDir)
        await breakDown(browser, shell)
        await pause(FIRE_SECONDS * 1000)
        await takePictures(browser, shell, 'fire', outDir)
      })
    }
    if (wanted('tray')) await takeTrayPicture(join(outDir ?? DOCS_DIR, 'tray.png'))
  } finally {
    await browser.close()
  }
}

async function withShell(options: StartOptions, show: (shell: LightShell) => Promise<void>): Promise<void> {
  const shell = await startLightShell(options)
  try {
    await show(shell)
  } finally {
    await shell.remove()
  }
}

/** A shop that has been watched for a year, and is still there. */
async function withPast(show: (shell: LightShell) => Promise<void>): Promise<void> {
  const shop = await startShop()
  try {
    const prepare = (dataDir: string) => seedDataDir(dataDir, YEAR)
    await withShell({ config: seededConfig(shop.url), prepare }, show)
  } finally {
    shop.close()
  }
}

async function breakDown(browser: Browser, shell: LightShell): Promise<void> {
  const page = await browser.newPage()
  await page.goto(shell.address)
  for (const act of BROKEN) {
    const refused = await steerDemo(page, { do: 'break', act })
    if (refused !== null) throw new Error(refused)
  }
  await page.close()
}

await main()
