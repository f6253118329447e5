import type { z } from 'zod'
import type { BrowserWindow } from './browser-window.ts'
import { type actionSchema, requestSchema, type View } from './control-messages.ts'
import type { StandIn } from './create-stand-in.ts'
import { preventable } from './known-events.ts'
import type { Tray } from './tray.ts'

/** Lets the process that started this one act as the user and the operating system. Ends the app when that one is gone. */
export function serveControl(standIn: StandIn): void {
  if (!process.send) return
  process.on('message', message => {
    const { id, action } = requestSchema.parse(message)
    try {
      act(standIn, action)
      process.send?.({ id, ok: true, view: look(standIn) })
    } catch (error) {
      process.send?.({ id, ok: false, message: error instanceof Error ? error.message : String(error) })
    }
  })
  process.on('disconnect', () => standIn.app.exit(0))
}

function act(standIn: StandIn, action: z.infer<typeof actionSchema>): unknown {
  const { app } = standIn
  switch (action.do) {
    case 'look':
      return null
    case 'click-tray':
      return trayOf(standIn).clickWith(action.button)
    case 'choose-tray-menu':
      return trayOf(standIn).itemAt(action.labels).click()
    case 'choose-app-menu':
      return standIn.electron.Menu.getApplicationMenu()?.shown().find(action.labels).click()
    case 'answer-dialog':
      return standIn.dialog.answer(action.kind, action.answer)
    case 'announce-power':
      return standIn.powerMonitor.announce(action.event)
    case 'open-url':
      return app.emit('open-url', preventable({}), action.url)
    case 'activate':
      return app.emit(
        'activate',
        preventable({}),
        app.lifeCycle.windows.some(one => one.isVisible()),
      )
    case 'change-displays':
      return standIn.screen.change(action.displays)
    case 'change-theme':
      return standIn.nativeTheme.setSystem(action.dark)
    case 'change-keyring':
      standIn.safeStorage.keyring = action.keyring
      return null
    case 'crash-gpu':
      return app.emit('child-process-gone', preventable({}), {
        ...{ type: 'GPU', reason: 'crashed', exitCode: 139, name: 'GPU Process' },
      })
    default:
      return actOnWindow(windowOf(standIn, action.window), action)
  }
}

type WindowAction = Extract<z.infer<typeof actionSchema>, { window: number }>

function actOnWindow(window: BrowserWindow, action: WindowAction): unknown {
  switch (action.do) {
    case 'close-window':
      return window.close()
    case 'minimize-window':
      return window.minimize()
    case 'maximize-window':
      return window.maximize()
    case 'focus-window':
      return window.focus()
    case 'blur-window':
      return window.blur()
    case 'move-window':
      return window.setBounds(action.bounds)
    case 'crash-renderer':
      return window.contents.page.crash()
  }
}

function look({ app, trays, dialog, calls, profile }: StandIn): View {
  return {
    isReady: app.isReady(),
    trays: trays.filter(isThere).map(tray => ({
      icon: tray.image.path,
      isTemplate: tray.image.isTemplateImage(),
      scaleFactors: tray.image.getScaleFactors(),
      toolTip: tray.toolTip,
      menu: tray.menuShown()?.items ?? null,
    })),
    windows: app.lifeCycle.windows.map(window => ({
      id: window.id,
      title: window.getTitle(),
      url: window.contents.getURL(),
      targetId: window.contents.page.targetId,
      isVisible: window.isVisible(),
      isFocused: window.isFocused(),
      isMinimized: window.isMinimized(),
      isMaximized: window.isMaximized(),
      isCrashed: window.contents.isCrashed(),
      bounds: window.getBounds(),
      webPreferences: { ...window.options.webPreferences },
    })),
    dialogs: dialog.open.map(({ id, kind, options }) => ({ id, kind, options: asJson(options) })),
    calls: calls.calls.map(({ api, args }) => ({ api, args: args.map(asJson) })),
    endpoint: profile.endpoint,
  }
}

const isThere = (tray: Tray) => !tray.isDestroyed()

/** An app has one. @throws where it has none */
function trayOf({ trays }: StandIn): Tray {
  const tray = trays.findLast(isThere)
  if (!tray) throw new Error('There is no tray.')
  return tray
}

function windowOf({ app }: StandIn, id: number): BrowserWindow {
  const window = app.lifeCycle.windows.find(one => one.id === id)
  if (!window) throw new Error(`There is no window ${id}.`)
  return window
}

/** The channel carries JSON: objects of Electron's are left out of it. */
function asJson(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value))
}
