import { createServer } from 'node:http'
import { expect, test } from './small-app-test.ts'
import { API_PRELOAD } from './small-preload.ts'

test('the preload has a world of its own, and gives the page what it exposes and nothing else', async ({
  start,
}) => {
  const app = await start({
    main: `prelude.app.whenReady().then(() => openWindow())`,
    preload: API_PRELOAD,
  })
  const page = await app.page()
  await page.getByRole('heading', { name: 'Hello' }).waitFor()
  const seen = await page.evaluate(`(async () => {
    const attempt = work => { try { return work() } catch (error) { return error.constructor.name + ' ' + error.message } }
    const first = api.inner()
    first.secret = 'changed'
    const foreign = api.call(words => words.from + (words.constructor === Object ? ' as our own object' : ''))
    return {
      atOnce: seenAtOnce, version: api.version, deep: api.deep.list[1].two + 1n, sum: api.add(2, 3),
      frozen: Object.isFrozen(api) && Object.isFrozen(api.deep.list),
      writable: attempt(() => { 'use strict'; api.version = 8 }), again: api.inner().secret,
      failure: attempt(() => api.fail()), later: await api.later({ at: new Date(5) }),
      foreign, own: api.add.constructor === Function && api.deep.constructor === Object,
      leaks: [typeof leaked, typeof require, typeof process, typeof module, typeof electron].join(),
      others: Object.getOwnPropertyNames(window).filter(name => /^(main|isolated|send|receive)-/.test(name)),
    }
  })()`)
  expect(seen).toEqual({
    ...{ atOnce: 'object', version: 7, deep: 3n, sum: 5, frozen: true, again: 'of the preload' },
    writable: expect.stringContaining('TypeError'),
    failure: 'Error broken',
    later: { at: new Date(5) },
    ...{ foreign: 'isolated as our own object!', own: true },
    leaks: 'undefined,undefined,undefined,undefined,undefined',
    others: [],
  })
})

test('what crosses between processes is copied as structured cloning does, or refused', async ({ start }) => {
  const app = await start({
    main: `
      import { app, ipcMain } from 'electron'
      ipcMain.on('words', (event, ...words) => {
        const [{ map, set, big, bytes, when, self, error, missing }] = words
        say(words.length, map instanceof Map && [...map], set instanceof Set && [...set], String(big), bytes.constructor.name, [...bytes])
        say(when instanceof Date, self.self === self, error instanceof Error && error.message, missing === undefined, 'missing' in words[0])
        say(event.senderFrame.url, event.senderFrame.origin, event.senderFrame === event.sender.mainFrame, event.type)
        event.reply('news', { half: new Float32Array([0.5]), zero: -0 })
      })
      ipcMain.handle('question', (_event, what) => {
        if (what === 'error') throw new RangeError('no such thing')
        return what === 'function' ? () => {} : [what, Buffer.from('ab')]
      })
      app.whenReady().then(() => { const window = openWindow()
        window.webContents.on('did-finish-load', () => {
          try { window.webContents.send('news', () => {}) } catch (error) { say(error.message) }
        }) })
    `,
    preload: API_PRELOAD,
  })
  const page = await app.page()
  await page.getByRole('heading').waitFor()
  const got = await page.evaluate(`(async () => {
    const news = new Promise(resolve => api.onNews(resolve))
    const words = { map: new Map([['a', { b: 1 }]]), set: new Set([1]), big: 10n ** 20n, bytes: new Uint8Array([1, 2]),
      when: new Date(0), error: new RangeError('far'), missing: undefined }
    words.self = words
    api.send(words, 2)
    const refused = await api.ask(1).then(() => api.ask({ f: document.createElement })).catch(error => error.message)
    const { half, zero } = await news
    return [half instanceof Float32Array, half[0], Object.is(zero, -0), refused,
      await api.ask('x').then(([what, bytes]) => [what, bytes instanceof Uint8Array, bytes.length]),
      await api.ask('error').catch(error => error.message), await api.ask('function').catch(error => error.message)]
  })()`)
  expect(got).toEqual([
    ...[true, 0.5, true, 'An object could not be cloned.', ['x', true, 2]],
    "Error invoking remote method 'question': RangeError: no such thing",
    "Error invoking remote method 'question': Error: An object could not be cloned.",
  ])
  expect(app.output).toContain('2 [["a",{"b":1}]] [1] 100000000000000000000 Uint8Array [1,2]')
  expect(app.output).toContain('true true far true true')
  expect(app.output).toContain('app://small/#/start app://small true frame')
  expect(app.output).toContain('An object could not be cloned.')
})

test('a page may go nowhere, open no window and use no permission that the app denies', async ({ start }) => {
  const elsewhere = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end('<h1>Elsewhere</h1>')
  }).listen(0, '127.0.0.1')
  await new Promise(resolve => elsewhere.once('listening', resolve))
  const address = elsewhere.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`
  const app = await start({
    main: `
      import { app, session } from 'electron'
      app.on('web-contents-created', (_event, contents) => {
        contents.setWindowOpenHandler(({ url }) => { say('window', url); return { action: 'deny' } })
        contents.on('will-navigate', (event, url) => { say('will-navigate', event.url === url, url); event.preventDefault() })
        contents.on('did-start-navigation', event => say('did-start', event.url))
        contents.on('did-navigate-in-page', (_event, url) => say('in page', url))
      })
      app.whenReady().then(() => {
        session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) => answer(permission === 'geolocation'))
        openWindow().webContents.on('did-finish-load', () => say('loaded'))
      })
    `,
    page: `<a id="there" href="${url}">there</a> <a id="new" href="${url}new" target="_blank">new</a>`,
  })
  const page = await app.page()
  await page.getByText('there').click()
  await app.says(`will-navigate true ${url}`)
  await page.getByText('new').click()
  await app.says(`window ${url}new`)
  expect(await page.evaluate(`String(window.open('${url}opened'))`)).toBe('null')
  await app.says(`window ${url}opened`)
  await page.evaluate(`location.hash = '#/further'`)
  await app.says('in page app://small/#/further')
  await expect(page.getByRole('heading')).toHaveText('Hello')
  expect((await app.windows()).map(window => window.url)).toEqual(['app://small/#/further'])
  expect(page.context().pages()).toHaveLength(1)
  const permissions = await page.evaluate(`Promise.all(['notifications', 'geolocation', 'camera'].map(name =>
    navigator.permissions.query({ name }).then(({ state }) => state)))`)
  expect(permissions).toEqual(['denied', 'granted', 'denied'])
  expect(await page.evaluate('isSecureContext')).toBe(true)
  const headers = (await page.reload())?.headers() ?? {}
  expect(headers['x-from-app']).toBe('yes')
  expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'")
  expect(await page.evaluate(`fetch('/').then(() => 'fetched', error => error.name)`)).toBe('TypeError')

  // What the browser itself is told to load, it loads: the preload runs there too, and the main process sees where.
  await page.goto(url)
  await expect(page.getByRole('heading')).toHaveText('Elsewhere')
  expect((await app.windows()).map(window => window.url)).toEqual([url])
  await new Promise(resolve => elsewhere.close(resolve).closeAllConnections())
})

test('a renderer that crashes is told of and comes back; so is a GPU that does', async ({ start }) => {
  const app = await start({
    main: `
      import { app } from 'electron'
      app.on('render-process-gone', (_event, contents, { reason }) => say('app hears', reason, contents.isCrashed()))
      app.on('child-process-gone', (_event, { type, reason }) => say('gone', type, reason))
      app.whenReady().then(() => {
        const { webContents } = openWindow()
        webContents.on('render-process-gone', (_event, { reason }) => { say('page', reason); webContents.reload() })
        webContents.on('did-finish-load', () => say('loaded'))
      })
    `,
    preload: API_PRELOAD,
  })
  await app.page()
  await app.says('loaded')
  await app.act({ do: 'crash-gpu' })
  await app.act({ do: 'crash-renderer', window: 1 })
  await app.says(/gone GPU crashed.*app hears crashed true.*page crashed.*loaded/s)
  const page = await app.page()
  expect(await page.evaluate('api.add(1, 1)')).toBe(2)
})
