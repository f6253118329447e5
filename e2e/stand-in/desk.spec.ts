import type { SmallApp } from './small-app.ts'
import { expect, test } from './small-app-test.ts'

test('a window tells what happens to it, closes only if it may, and is unusable afterwards', async ({
  start,
}) => {
  const app = await start({
    main: `
      import { app, BrowserWindow, ipcMain } from 'electron'
      let mayClose = false
      app.on('window-all-closed', () => say('all closed', BrowserWindow.getAllWindows().length))
      app.whenReady().then(() => {
        const window = openWindow({ show: false, width: 700, height: 500, minWidth: 600, x: 10, y: 40 })
        for (const event of ['show', 'hide', 'focus', 'blur', 'move', 'resize', 'maximize', 'unmaximize', 'minimize', 'restore', 'closed'])
          window.on(event, () => say(event))
        window.once('ready-to-show', () => { say('ready to show', window.isVisible()); window.show() })
        window.on('close', event => { say('close', window.isVisible()); if (!mayClose) event.preventDefault(); mayClose = true })
        const { webContents } = window
        webContents.on('destroyed', () => say('destroyed', webContents.isDestroyed()))
        window.on('closed', () => {
          const attempt = work => { try { return work() } catch (error) { return error.name + ' ' + error.message } }
          say(window.isDestroyed(), attempt(() => window.show()), attempt(() => webContents.send('x')), attempt(() => window.webContents))
        })
      })
    `,
  })
  const page = await app.page()
  await expect
    .poll(async () => (await app.windows())[0])
    .toMatchObject({
      ...{ isVisible: true, isFocused: true, isMaximized: false },
      bounds: { x: 10, y: 40, width: 700, height: 500 },
    })
  expect(await page.evaluate('[innerWidth, innerHeight]')).toEqual([700, 500])
  await app.act({ do: 'move-window', window: 1, bounds: { x: 50, y: 60, width: 100, height: 700 } })
  await expect.poll(() => page.evaluate('[innerWidth, innerHeight]')).toEqual([600, 700])
  await app.act({ do: 'maximize-window', window: 1 })
  const [window] = (await app.act({ do: 'minimize-window', window: 1 })).windows
  expect(window).toMatchObject({
    isMaximized: true,
    isMinimized: true,
    bounds: { y: 28, width: 1920, height: 1052 },
  })
  await app.act({ do: 'close-window', window: 1 })
  await app.act({ do: 'close-window', window: 1 })
  await app.says('all closed')
  expect(app.lines()).toEqual([
    ...['ready to show false', 'show', 'focus', 'resize', 'move'],
    ...[
      'resize',
      'move',
      'maximize',
      'minimize',
      'blur',
      'close true',
      'close true',
      'destroyed true',
      'closed',
    ],
    'true TypeError Object has been destroyed TypeError Object has been destroyed TypeError Object has been destroyed',
    'all closed 0',
  ])
  expect(app.hasEnded).toBe(false)
})

test('the tray, its menu and dialogs are what a person sees, and act when a person does', async ({
  start,
}) => {
  const app = await start({
    main: `
      import { app, dialog, Menu, nativeImage, shell, Tray } from 'electron'
      import { writeFileSync } from 'node:fs'
      const png = Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), Buffer.from([0, 0, 0, 16, 0, 0, 0, 20])])
      for (const name of ['/one.png', '/two.png']) writeFileSync(dir + name, png)
      const attempt = work => { try { return work() } catch (error) { return error.message } }
      app.whenReady().then(async () => {
        const missing = nativeImage.createFromPath(dir + '/three.png')
        say(missing.isEmpty(), nativeImage.createFromPath(dir + '/one.png').getSize(), attempt(() => new Tray(dir + '/three.png')))
        const tray = new Tray(dir + '/one.png')
        const template = [{ type: 'separator' }, { label: 'R&&D' , enabled: false }, { type: 'separator' }, { type: 'separator' },
          { label: 'More', submenu: [{ label: 'Quit', click: item => { say('chose', item.label); tray.setImage(dir + '/two.png') } }] }]
        const menu = Menu.buildFromTemplate(template)
        tray.setToolTip('Small: well')
        tray.setContextMenu(menu)
        menu.items[0].label = 'changed too late'
        tray.on('click', () => say('clicked'))
        say('tray is there')
        const { filePath } = await dialog.showSaveDialog({ defaultPath: '/x/report.csv' })
        shell.showItemInFolder(filePath)
        say('saved', filePath)
        tray.destroy()
        say(tray.isDestroyed(), attempt(() => tray.setToolTip('x')), attempt(() => Menu.buildFromTemplate([{}])))
      })
    `,
  })
  await app.says('tray is there')
  expect(app.lines()[0]).toBe(
    `true {"width":16,"height":20} Failed to load image from path '${app.dir}/three.png'`,
  )
  const tray = await app.tray()
  expect(tray).toMatchObject({ icon: `${app.dir}/one.png`, toolTip: 'Small: well' })
  expect(tray.menu?.map(({ type, label, enabled }) => `${type} ${label} ${enabled}`)).toEqual([
    ...['normal R&D false', 'separator  true', 'submenu More true'],
  ])
  await app.act({ do: 'click-tray', button: 'left' })
  await app.says('clicked')
  await expect(app.act({ do: 'choose-tray-menu', labels: ['R&D'] })).rejects.toThrow('disabled')
  await expect(app.act({ do: 'choose-tray-menu', labels: ['Less'] })).rejects.toThrow('It has "R&D"')
  await app.act({ do: 'choose-tray-menu', labels: ['More', 'Quit'] })
  expect((await app.tray()).icon).toBe(`${app.dir}/two.png`)
  const [dialog] = (await app.look()).dialogs
  expect(dialog).toMatchObject({ kind: 'showSaveDialog', options: { defaultPath: '/x/report.csv' } })
  const answer = { canceled: false, filePath: '/y/report.csv' }
  await app.act({ do: 'answer-dialog', kind: 'showSaveDialog', answer })
  await app.says('saved /y/report.csv')
  const { calls } = await app.look()
  expect(calls.at(-1)).toEqual({ api: 'shell.showItemInFolder', args: ['/y/report.csv'] })
  await app.says(/true Tray is destroyed Invalid template for MenuItem/)
})

test('secrets are encrypted for one directory, or for everybody where there is no keyring', async ({
  start,
}) => {
  const main = `
    import { app, safeStorage } from 'electron'
    await safeStorage.encryptStringAsync('early').catch(error => say(error.message))
    app.whenReady().then(async () => {
      say(safeStorage.getSelectedStorageBackend(), await safeStorage.isAsyncEncryptionAvailable())
      const sealed = await safeStorage.encryptStringAsync('a word')
      say(sealed.includes('a word'), await safeStorage.decryptStringAsync(sealed))
      if (process.argv[2]) say(await safeStorage.decryptStringAsync(Buffer.from(process.argv[2], 'base64')).catch(error => error.message))
      say('sealed:' + sealed.toString('base64'))
    })
  `
  const sealedBy = (app: SmallApp) => /sealed:(\S+)/.exec(app.output)?.[1] ?? ''
  const first = await start({ main })
  await first.says('sealed:')
  expect(first.lines().slice(0, 3)).toEqual([
    'safeStorage cannot be used before app is ready',
    'gnome_libsecret true',
    'false {"result":"a word","shouldReEncrypt":false}',
  ])
  const same = first.again(sealedBy(first))
  await expect.poll(() => same.output).toMatch(/\{"result":"a word","shouldReEncrypt":false\}\nsealed/)
  const other = await start({ main, args: [sealedBy(first)] })
  await other.says(/Failed to decrypt string\nsealed/)
  const open = await start({ main, env: { STAND_IN_KEYRING: 'basic_text' } })
  await open.says('basic_text true')
  await open.says('sealed:')
  const anybody = first.again(sealedBy(open))
  await expect.poll(() => anybody.output).toMatch(/\{"result":"a word","shouldReEncrypt":true\}\nsealed/)
})

test('displays, theme and power change as the system says', async ({ start }) => {
  const app = await start({
    main: `
      import { app, nativeTheme, powerMonitor, screen } from 'electron'
      for (const event of ['suspend', 'resume', 'lock-screen', 'unlock-screen', 'shutdown', 'on-battery']) powerMonitor.on(event, () => say(event))
      app.whenReady().then(() => {
        nativeTheme.on('updated', () => say('dark', nativeTheme.shouldUseDarkColors))
        for (const event of ['display-added', 'display-removed', 'display-metrics-changed']) screen.on(event, (_event, { id }) => say(event, id))
        screen.on('display-removed', () => say(screen.getDisplayMatching({ x: 5000, y: 0, width: 10, height: 10 }).id))
        openWindow()
      })
    `,
  })
  const page = await app.page()
  const full = { x: 0, y: 0, width: 1920, height: 1080 }
  const displays = [
    { id: 1, bounds: { ...full, width: 1280 } },
    { id: 2, bounds: { ...full, x: 1280 } },
  ]
  await app.act({ do: 'change-displays', displays })
  await app.act({ do: 'change-displays', displays: displays.slice(1) })
  await app.act({ do: 'change-theme', dark: true })
  for (const event of ['suspend', 'resume', 'shutdown'] as const)
    await app.act({ do: 'announce-power', event })
  await app.says('shutdown')
  expect(app.lines()).toEqual([
    ...['display-metrics-changed 1', 'display-added 2', 'display-removed 1', '2'],
    ...['dark true', 'suspend', 'resume', 'shutdown'],
  ])
  await expect.poll(() => page.evaluate(`matchMedia('(prefers-color-scheme: dark)').matches`)).toBe(true)
})
