import { spawn } from 'node:child_process'
import { dirname } from 'node:path'
import { hasDisplay } from '#engine/shell/has-display.ts'

type Env = Readonly<Record<string, string | undefined>>

/** The program, and its arguments, that shows a file in the system's file manager. */
export function showCommand(path: string, platform: NodeJS.Platform): readonly [string, ...string[]] {
  if (platform === 'win32') return ['explorer.exe', `/select,${path}`]
  // Linux has no word for one file that every file manager knows.
  return platform === 'darwin' ? ['open', '-R', path] : ['xdg-open', dirname(path)]
}

/** What shows a file in its folder; undefined where there is no screen to show it on. */
export function folderShower(platform: NodeJS.Platform, env: Env): ((path: string) => void) | undefined {
  if (!hasDisplay(platform, env)) return undefined
  return path => {
    const [command, ...args] = showCommand(path, platform)
    const child = spawn(command, args, { stdio: 'ignore', detached: true })
    // Without a file manager nothing opens; the path stands in the dashboard.
    child.on('error', () => {})
    child.unref()
  }
}
