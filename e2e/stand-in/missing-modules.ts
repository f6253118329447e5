import type * as Electron from 'electron'
import { NotInStandIn } from './only-known.ts'

/** What Electron gives the main process and the stand-in does not: asking anything of it says so. */
export const MISSING = [
  'autoUpdater',
  'BaseWindow',
  'BrowserView',
  'clipboard',
  'contentTracing',
  'crashReporter',
  'desktopCapturer',
  'globalShortcut',
  'ImageView',
  'inAppPurchase',
  'MessageChannelMain',
  'net',
  'netLog',
  'Notification',
  'powerSaveBlocker',
  'pushNotifications',
  'ShareMenu',
  'sharedTexture',
  'systemPreferences',
  'TouchBar',
  'utilityProcess',
  'View',
  'webContents',
  'WebContentsView',
  'webFrameMain',
] as const satisfies readonly (keyof typeof Electron)[]

/** In the place of a module that the stand-in lacks. */
export function missingModule(name: string): object {
  const refuse = (): never => {
    throw new NotInStandIn(name)
  }
  // A function, so that it can be called and constructed, which is refused like everything else.
  return new Proxy(function missing() {}, { get: refuse, set: refuse, construct: refuse, apply: refuse })
}
