/**
 * What the desktop shell's preload script gives the page, and all it gives: text frames of the contract, as the light
 * shell's WebSocket carries them, and where to go when the tray or a link says so.
 */
export interface DesktopBridge {
  /** Begins a connection to the engine; one that was open before ends. */
  open(): void
  send(text: string): void
  onMessage(callback: (text: string) => void): void
  /** Called when the engine ended the connection. */
  onClose(callback: () => void): void
  /** Called with an address of the page (`#/monitor/redis`) to go to. */
  onGo(callback: (hash: string) => void): void
}

/** The name of the bridge on the page's `window`. */
export const BRIDGE_NAME = 'traylightDesktop'

/** Names of the IPC channels between preload and main. */
export const IPC = {
  open: 'contract:open',
  send: 'contract:send',
  message: 'contract:message',
  close: 'contract:close',
  go: 'page:go',
} as const

/** Where the desktop shell's page lives: a scheme of its own instead of file:. */
export const APP_ORIGIN = 'app://traylight'
