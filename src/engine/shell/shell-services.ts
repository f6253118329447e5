import type { Notice } from '#shared/views.ts'

/** What the surface around the engine can do for the dashboard; each is left out where it cannot. */
export interface ShellServices {
  readonly kind: 'desktop' | 'light'
  /** Asks the person where to save a text, and writes it there. Null where they changed their mind. */
  saveFile?(file: { readonly fileName: string; readonly text: string }): Promise<string | null>
  /** Shows a file that was saved in the system's file manager. */
  showInFolder?(path: string): void
  /** Whether Traylight starts when this user logs in, hidden in the tray. */
  readonly startAtLogin?: StartAtLogin
  /** Updating itself, where it was installed in a way that can. */
  readonly updates?: Updates | undefined
  /** What the operator should know of this shell: no keyring, for one. */
  notices?(): readonly Notice[]
}

/** Newer versions of the installed application. Each rejects where the server does not answer as it should. */
export interface Updates {
  /** The newer version there is; null where this is the latest. */
  check(): Promise<string | null>
  /** Downloads the version that was found, verifies it, and restarts with it. */
  install(): Promise<void>
}

/** Starting at login, as the operating system keeps it. */
export interface StartAtLogin {
  isEnabled(): Promise<boolean>
  setEnabled(enabled: boolean): Promise<void>
}
