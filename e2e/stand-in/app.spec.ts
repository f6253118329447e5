import { startSmallApp } from './small-app.ts'
import { expect, test } from './small-app-test.ts'

test('an app begins as on Electron: nothing before it is ready, then in order, and it ends in order', async ({
  start,
}) => {
  const app = await start({
    main: `
      import electron, { app, BrowserWindow, Tray, session, screen } from 'electron'
      const attempt = work => { try { work(); return 'nothing' } catch (error) { return error.message } }
      for (const event of ['will-finish-launching', 'ready', 'before-quit', 'will-quit', 'quit']) app.on(event, () => say(event))
      say(electron.app === app, process.type, app.isPackaged, app.name, app.getVersion(), process.argv.slice(2))
      say(attempt(() => new BrowserWindow()))
      say(attempt(() => new Tray('x.png')))
      say(attempt(() => session.defaultSession))
      await new Promise(resolve => setTimeout(resolve, 30))
      say('loaded', app.isReady())
      await Promise.resolve()
      app.whenReady().then(() => {
        say(attempt(() => app.enableSandbox()))
        say(attempt(() => prelude.protocol.registerSchemesAsPrivileged([])))
        say(attempt(() => app.setPath('userData', '/tmp')))
        setTimeout(() => app.quit(), 10)
      })
    `,
    args: ['--flag', 'word'],
  })
  expect(await app.exited).toBe(0)
  expect(app.lines()).toEqual([
    'true browser false small 1.2.3 ["--flag","word"]',
    'Cannot create BrowserWindow before app is ready',
    'Cannot create Tray before app is ready',
    'Session can only be received when app is ready',
    'loaded false',
    'will-finish-launching',
    'ready',
    'app.enableSandbox() can only be called before app is ready',
    'protocol.registerSchemesAsPrivileged should be called before app is ready',
    expect.stringContaining('after app is ready'),
    'before-quit',
    'will-quit',
    'quit',
  ])
})

test('what the stand-in lacks says its name: modules, members, statics, events', async ({
  sharedChromium,
}) => {
  const app = await startSmallApp(await sharedChromium(), {
    main: `
      import electron, { app, net, BrowserWindow, Notification, powerMonitor } from 'electron'
      const attempt = work => { try { work(); return 'nothing' } catch (error) { return error.message } }
      say(attempt(() => net.fetch('https://example.org')))
      say(attempt(() => new Notification()))
      say(attempt(() => app.relaunch()))
      say(attempt(() => app.on('login', () => {})))
      say(attempt(() => powerMonitor.getSystemIdleTime()))
      say(attempt(() => BrowserWindow.fromBrowserView()))
      say(attempt(() => electron.nonsense))
      app.exit(3)
    `,
  })
  expect(await app.exited).toBe(3)
  const what = [
    'net',
    'Notification',
    'app.relaunch',
    'app\'s event "login"',
    'powerMonitor.getSystemIdleTime',
  ]
  for (const name of [...what, 'BrowserWindow.fromBrowserView', 'electron.nonsense']) {
    expect(app.lines()).toContain(
      `${name} is not in the stand-in for Electron. Add it in e2e/stand-in if the app needs it.`,
    )
  }
  // And whoever started it hears of it, whatever the app made of the errors.
  await expect(app.remove()).rejects.toThrow('app.relaunch is not in the stand-in')
})

test('quitting asks every window, and whoever prevents it keeps the app; exit asks nobody', async ({
  start,
}) => {
  const app = await start({
    main: `
      import { app } from 'electron'
      const prevented = new Set()
      const preventOnce = name => event => {
        say(name, prevented.has(name) ? 'allowed' : 'prevented')
        if (!prevented.has(name)) event.preventDefault()
        prevented.add(name)
      }
      app.on('before-quit', preventOnce('before-quit'))
      app.on('will-quit', () => say('will-quit'))
      app.on('quit', (_event, code) => say('quit', code))
      app.on('window-all-closed', () => say('all closed'))
      app.whenReady().then(() => { openWindow().on('close', preventOnce('close')) })
    `,
  })
  await app.page()
  for (const said of ['before-quit prevented', 'close prevented', 'quit 0']) {
    process.kill(app.pid, 'SIGTERM')
    await app.says(said)
  }
  expect(await app.exited).toBe(0)
  expect(app.lines()).toEqual([
    'before-quit prevented',
    ...['before-quit allowed', 'close prevented'],
    ...['before-quit allowed', 'close allowed', 'will-quit', 'quit 0'],
  ])
})

test('exit ends the app and asks nobody; so does process.exit, and a window closed without a listener', async ({
  start,
}) => {
  const [exits, ends, closes] = await Promise.all(
    ['app.exit(4)', 'process.exit(5)', 'openWindow().close()'].map(end =>
      start({
        main: `
          import { app } from 'electron'
          for (const event of ['before-quit', 'will-quit', 'quit']) app.on(event, (_event, code) => say(event, code ?? ''))
          app.whenReady().then(() => { ${end} })
        `,
      }),
    ),
  )
  expect([await exits?.exited, exits?.lines()]).toEqual([4, ['quit 4']])
  expect([await ends?.exited, ends?.lines()]).toEqual([5, ['quit 5']])
  expect([await closes?.exited, closes?.lines()]).toEqual([0, ['before-quit ', 'will-quit ', 'quit 0']])
})

test('a second start finds the lock taken, whoever holds it hears of it, and a dead holder is followed', async ({
  start,
}) => {
  const files = {
    main: `
      import { app } from 'electron'
      if (!app.requestSingleInstanceLock({ from: process.pid, at: new Date(0) })) { say('second'); app.exit(0) }
      else app.on('second-instance', (_event, argv, cwd, data) => say('started', argv.at(-1), argv.length, cwd === process.cwd(), data.at instanceof Date))
      app.whenReady().then(() => say('ready', app.hasSingleInstanceLock()))
    `,
  }
  const app = await start(files)
  await app.says('ready true')
  const second = app.again('small://link')
  expect(await second.exited).toBe(0)
  // The program, a switch of Chromium's own, the app's folder and the link.
  await app.says('started small://link 4 true true')
  await app.kill('SIGKILL')
  const third = app.again()
  await expect.poll(() => third.output).toContain('ready true')
})
