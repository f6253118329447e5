import { createServer, type Server } from 'node:http'
import { CALM_THRESHOLDS } from '#demo/calm-thresholds.ts'
import { ONE_OF_EVERYTHING } from './one-of-everything.ts'
import { expect, test } from './test.ts'

const KNOWN_LINK = 'https://docs.example.org/orders'
const WITH_LINK = {
  thresholds: CALM_THRESHOLDS,
  monitors: [
    {
      ...{ id: 'orders', name: 'Orders', category: 'apis', link: KNOWN_LINK },
      check: { kind: 'command', argv: [process.execPath, '-e', ''] },
    },
  ],
}

/** Somebody else's page, on this machine. */
let foreign: Server
let foreignUrl: string
test.beforeEach(async () => {
  foreign = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end('<h1>Somebody else</h1>')
  }).listen(0, '127.0.0.1')
  await new Promise(resolve => foreign.once('listening', resolve))
  const address = foreign.address()
  foreignUrl = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`
})
test.afterEach(async () => {
  foreign.closeAllConnections()
  await new Promise(resolve => foreign.close(resolve))
})

test('the window has every lock that Electron has, and its page comes from app: alone', async ({
  startDesktop,
}) => {
  const traylight = await startDesktop({ config: ONE_OF_EVERYTHING })
  const page = await traylight.page()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^2 unhealthy/)
  const window = await traylight.window()
  expect(window?.url).toMatch(/^app:\/\/traylight\//)
  expect(window?.webPreferences).toMatchObject({
    ...{ contextIsolation: true, sandbox: true, nodeIntegration: false, nodeIntegrationInWorker: false },
    ...{ nodeIntegrationInSubFrames: false, webSecurity: true, allowRunningInsecureContent: false },
    ...{ experimentalFeatures: false, webviewTag: false, navigateOnDragDrop: false },
    preload: expect.stringMatching(/bridge\.cjs$/),
  })
  expect(await page.evaluate('isSecureContext')).toBe(true)

  const [script] = await page
    .locator('script[src]')
    .evaluateAll(scripts => scripts.map(one => one.getAttribute('src')))
  const answers: Record<string, number | undefined> = {}
  for (const path of [
    '/',
    script ?? '',
    '/index.html',
    '/assets/',
    '/assets/..%2Findex.html',
    '/package.json',
  ]) {
    answers[path] = (await page.goto(new URL(path, page.url()).href))?.status()
  }
  expect(answers).toEqual({
    ...{ '/': 200, [script ?? '']: 200, '/index.html': 404, '/assets/': 404 },
    ...{ '/assets/..%2Findex.html': 404, '/package.json': 404 },
  })
  const policy = (await page.goto(new URL('/', page.url()).href))?.headers()['content-security-policy']
  expect(policy).toMatch(/^default-src 'none'; script-src 'self';/)
  expect(policy).toContain("connect-src 'none'")
  expect(policy).not.toContain('unsafe')

  const ours = new URL(script ?? '', page.url()).href
  await page.goto(foreignUrl)
  const load = `new Promise(resolve => {
    const script = Object.assign(document.createElement('script'), { type: 'module', src: '${ours}' })
    script.onload = () => resolve('loaded')
    script.onerror = () => resolve('refused')
    document.body.append(script)
  })`
  expect(await page.evaluate(load)).toBe('refused')
})

/** Speaks the contract from whatever page this is, and answers what came back within a while. */
const SPEAK = `new Promise(resolve => {
  const answers = []
  window.traylightDesktop.onMessage(text => { answers.push(text); resolve(answers) })
  window.traylightDesktop.open()
  window.traylightDesktop.send(JSON.stringify({ t: 'q', i: 'mine', m: 'call', a: ['getConfig'] }))
  setTimeout(resolve, 1500, answers)
})`

test('a page of somebody else is not heard, though the bridge stands in it', async ({ startDesktop }) => {
  const traylight = await startDesktop({ config: ONE_OF_EVERYTHING, args: ['--log-level', 'warn'] })
  const page = await traylight.page()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^2 unhealthy/)
  expect(await page.evaluate(SPEAK)).not.toEqual([])
  expect(traylight.output).not.toContain('A message was refused')

  await page.goto(foreignUrl)
  await expect(page.getByRole('heading')).toHaveText('Somebody else')
  expect(await page.evaluate(SPEAK)).toEqual([])
  expect(traylight.output).toContain('A message was refused')
  expect(traylight.output).toContain(foreignUrl)
})

test('the page reaches nothing but the bridge: no other page, window, frame, script or permission', async ({
  startDesktop,
}) => {
  const traylight = await startDesktop({ config: ONE_OF_EVERYTHING, args: ['--log-level', 'warn'] })
  const page = await traylight.page()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^2 unhealthy/)
  const reached = await page.evaluate(`(async () => {
    const script = document.createElement('script')
    script.textContent = 'globalThis.ranInline = true'
    document.body.append(script)
    const frame = document.createElement('iframe')
    frame.src = '${foreignUrl}'
    document.body.append(frame)
    await new Promise(resolve => frame.addEventListener('load', resolve, { once: true }))
    const state = name => navigator.permissions.query({ name }).then(permission => permission.state)
    return {
      bridge: Object.keys(window.traylightDesktop).sort(),
      node: [typeof require, typeof process, typeof module, typeof Buffer],
      window: window.open('${foreignUrl}'),
      inline: typeof ranInline,
      frame: (() => { try { return frame.contentDocument?.body.textContent ?? null } catch { return null } })(),
      fetched: await fetch('${foreignUrl}').catch(error => error.name),
      camera: await state('camera'),
      location: await new Promise(resolve => navigator.geolocation.getCurrentPosition(() => resolve('found'), error => resolve(error.code))),
      notifications: await Notification.requestPermission(),
      clipboard: await state('clipboard-read'),
    }
  })()`)
  expect(reached).toEqual({
    bridge: ['onClose', 'onGo', 'onMessage', 'open', 'send'],
    node: ['undefined', 'undefined', 'undefined', 'undefined'],
    ...{ window: null, inline: 'undefined', frame: null, fetched: 'TypeError' },
    ...{ camera: 'denied', location: 1, notifications: 'denied', clipboard: 'denied' },
  })

  await page.evaluate(`location.href = '${foreignUrl}'`)
  await expect.poll(() => traylight.output).toContain('A link was not followed')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^2 unhealthy/)
  expect((await traylight.window())?.url).toMatch(/^app:\/\/traylight\//)
  expect(await traylight.asked('shell.openExternal')).toEqual([])
})

test('a link leaves for the browser where the operator named it, and only there', async ({
  startDesktop,
}) => {
  const traylight = await startDesktop({ config: WITH_LINK, args: ['traylight://monitor/orders'] })
  const page = await traylight.openPage()
  await page.getByRole('link', { name: 'Open its page' }).click()
  await expect.poll(() => traylight.asked('shell.openExternal')).toEqual([KNOWN_LINK])
  await page.evaluate(`window.open('https://docs.example.org/other')`)
  await page.evaluate(`location.href = '${KNOWN_LINK}'`)
  await expect.poll(() => traylight.asked('shell.openExternal')).toEqual([KNOWN_LINK, KNOWN_LINK])
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^1 service/)
})
