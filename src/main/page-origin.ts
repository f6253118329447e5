import { APP_ORIGIN } from '#shared/desktop-bridge.ts'

/**
 * Where the page comes from: our own scheme; in development electron-vite's server on loopback, which it names in the
 * environment and never for a packaged application.
 */
export function pageOrigin(isPackaged: boolean, env: NodeJS.ProcessEnv): string {
  const server = isPackaged ? undefined : env.ELECTRON_RENDERER_URL
  return server === undefined ? APP_ORIGIN : new URL(server).origin
}

/** Whether an address is one of our page. */
export function isOwnPage(url: string, origin: string): boolean {
  return url === origin || url.startsWith(`${origin}/`)
}
