import { spawn } from 'node:child_process'

/** Opens an address in the default browser. Whether one opened is not known; the address is printed as well. */
export function openBrowser(url: string, platform: NodeJS.Platform): void {
  const [command, ...args] =
    platform === 'win32'
      ? ['rundll32', 'url.dll,FileProtocolHandler', url]
      : [platform === 'darwin' ? 'open' : 'xdg-open', url]
  if (command === undefined) return
  const child = spawn(command, args, { stdio: 'ignore', detached: true })
  child.on('error', () => {})
  child.unref()
}
