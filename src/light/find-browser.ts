import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

type Env = Readonly<Record<string, string | undefined>>

/** Browsers of Chromium's family, which can show one page in a window of its own, in order of preference. */
const ON_PATH: readonly string[] = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
  'brave-browser',
  'vivaldi',
]
const MAC_APPS: readonly string[] = ['Google Chrome', 'Chromium', 'Microsoft Edge', 'Brave Browser']
const WINDOWS_PROGRAMS: readonly string[] = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
  'Chromium\\Application\\chrome.exe',
]

/** The path of an installed browser of Chromium's family; null where there is none. */
export function findBrowser(platform: NodeJS.Platform, env: Env): string | null {
  return candidates(platform, env).find(isProgram) ?? null
}

function candidates(platform: NodeJS.Platform, env: Env): string[] {
  if (platform === 'darwin') return MAC_APPS.map(app => `/Applications/${app}.app/Contents/MacOS/${app}`)
  if (platform === 'win32') {
    const roots = [env.ProgramFiles, env['ProgramFiles(x86)'], env.LOCALAPPDATA].filter(
      root => root !== undefined,
    )
    return WINDOWS_PROGRAMS.flatMap(program => roots.map(root => `${root}\\${program}`))
  }
  const folders = (env.PATH ?? '').split(delimiter).filter(folder => folder !== '')
  return ON_PATH.flatMap(name => folders.map(folder => join(folder, name)))
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
