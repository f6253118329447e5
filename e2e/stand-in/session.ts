import type * as Electron from 'electron'
import type { BrowserProfile } from './browser-profile.ts'
import type { CallLog } from './call-log.ts'
import { NotInStandIn, onlyKnown } from './only-known.ts'
import { type Addresses, type PrivilegedSchemes, Protocol } from './protocol.ts'
import type { WebContents } from './web-contents.ts'

type RequestHandler = NonNullable<Parameters<Electron.Session['setPermissionRequestHandler']>[0]>
type CheckHandler = NonNullable<Parameters<Electron.Session['setPermissionCheckHandler']>[0]>
type DeviceHandler = Parameters<Electron.Session['setDevicePermissionHandler']>[0]
type DisplayHandler = Parameters<Electron.Session['setDisplayMediaRequestHandler']>[0]
type Permission = Parameters<RequestHandler>[1]

/** Permissions that a test can ask for in stock Chromium: Electron's name, and Chromium's names for the same. */
const PERMISSIONS: readonly { readonly name: Permission; readonly chromium: readonly string[] }[] = [
  { name: 'notifications', chromium: ['notifications'] },
  { name: 'geolocation', chromium: ['geolocation'] },
  { name: 'media', chromium: ['camera', 'microphone'] },
  { name: 'clipboard-read', chromium: ['clipboard-read'] },
  { name: 'idle-detection', chromium: ['idle-detection'] },
  { name: 'midi', chromium: ['midi'] },
]

type SessionPart = Pick<
  Electron.Session,
  | 'setPermissionRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setDevicePermissionHandler'
  | 'setDisplayMediaRequestHandler'
>

/** Electron's `Session`, of which there is the default one. */
export class Session implements SessionPart {
  readonly protocol: Protocol
  private readonly profile: BrowserProfile
  private readonly calls: CallLog
  private onRequest: RequestHandler | null = null
  private onCheck: CheckHandler | null = null

  constructor(privileged: PrivilegedSchemes, profile: BrowserProfile, calls: CallLog) {
    this.protocol = new Protocol(privileged)
    this.profile = profile
    this.calls = calls
  }

  get addresses(): Addresses {
    return this.protocol.addresses
  }

  setPermissionRequestHandler(handler: RequestHandler | null): void {
    this.onRequest = handler
  }

  setPermissionCheckHandler(handler: CheckHandler | null): void {
    this.onCheck = handler
  }

  /** No page of stock Chromium gets at a device without a chooser, so that nothing ever asks. */
  setDevicePermissionHandler(handler: DeviceHandler): void {
    this.calls.record('session.setDevicePermissionHandler', handler !== null)
  }

  /** Stock Chromium asks nobody but its user, and has none here. */
  setDisplayMediaRequestHandler(handler: DisplayHandler): void {
    this.calls.record('session.setDisplayMediaRequestHandler', handler !== null)
  }

  /**
   * Nobody can be asked by stock Chromium at the moment when a page wants something, so the app is asked for every
   * permission before a page is loaded, and Chromium is told what it said. Without handlers all is granted, as in Electron.
   */
  async applyPermissions(webContents: WebContents, url: string): Promise<void> {
    const { cdp, contextId: browserContextId } = await this.profile.open()
    await Promise.all(
      PERMISSIONS.map(async ({ name, chromium }) => {
        const setting = (await this.isGranted(webContents, name, url)) ? 'granted' : 'denied'
        for (const permission of chromium) {
          await cdp.send('Browser.setPermission', {
            permission: { name: permission },
            setting,
            browserContextId,
          })
        }
      }),
    )
  }

  private async isGranted(webContents: WebContents, name: Permission, url: string): Promise<boolean> {
    const details = { isMainFrame: true, requestingUrl: url }
    const isChecked = this.onCheck
      ? Reflect.apply(this.onCheck, undefined, [webContents, name, new URL(url).origin, details])
      : true
    const { onRequest } = this
    if (!isChecked || !onRequest) return isChecked
    return await new Promise<boolean>(resolve => {
      Reflect.apply(onRequest, undefined, [webContents, name, resolve, details])
    })
  }
}

type SessionsPart = Pick<typeof Electron.session, 'fromPartition'>

/** Electron's `session`: the default session, once the app is ready. */
export class Sessions {
  private readonly only: Session
  private readonly isReady: () => boolean

  constructor(only: Session, isReady: () => boolean) {
    this.only = onlyKnown(only, 'session.defaultSession')
    this.isReady = isReady
  }

  get defaultSession(): Session {
    if (!this.isReady()) throw new Error('Session can only be received when app is ready')
    return this.only
  }

  fromPartition(...[partition]: Parameters<SessionsPart['fromPartition']>): Session {
    if (partition === '') return this.defaultSession
    throw new NotInStandIn(`A session of its own (session.fromPartition('${partition}'))`)
  }
}
