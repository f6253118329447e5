import { type App, type Session, shell, type WebContents } from 'electron'
import type { Logger } from 'pino'
import { isOwnPage } from './page-origin.ts'

export interface LockDownOptions {
  readonly app: App
  readonly origin: string
  /** Whether a link leads somewhere the operator named. */
  readonly isKnownLink: (url: string) => boolean
  readonly log: Logger
}

/** Takes from every page what the dashboard does not need: other pages, windows, frames of others, permissions. */
export function lockDown(options: LockDownOptions): void {
  options.app.on('web-contents-created', (_event, contents) => {
    lockDownContents(contents, options)
  })
}

/** Denies whatever a page may ask of this machine: camera, location, devices, clipboard reading, notifications. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, answer) => answer(null))
}

function lockDownContents(contents: WebContents, { origin, isKnownLink, log }: LockDownOptions): void {
  const openOutside = (url: string) => {
    if (URL.parse(url)?.protocol === 'https:' && isKnownLink(url)) {
      void shell.openExternal(url)
      return
    }
    log.warn({ url: url.slice(0, 200) }, 'A link was not followed: it is not https, or nobody configured it')
  }
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url)
    return { action: 'deny' }
  })
  contents.on('will-navigate', event => {
    if (isOwnPage(event.url, origin)) return
    event.preventDefault()
    openOutside(event.url)
  })
  contents.on('will-redirect', event => {
    if (!isOwnPage(event.url, origin)) event.preventDefault()
  })
  contents.on('will-attach-webview', event => event.preventDefault())
}
