import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ensureElectron } from '../scripts/ensure-electron.mjs'
import { Problem } from '../scripts/problem.mjs'
import { runTool } from './run-tool.ts'

/** The installers of each system, and how their files are named (build/electron-builder.ts). */
const INSTALLERS: Readonly<Partial<Record<NodeJS.Platform, Readonly<Record<string, RegExp>>>>> = {
  linux: { deb: /^traylight_.*\.deb$/, rpm: /\.rpm$/, AppImage: /\.AppImage$/ },
  darwin: { dmg: /\.dmg$/, zip: /-mac-.*\.zip$/ },
  win32: { nsis: /-setup-.*\.exe$/, portable: /-portable-.*\.exe$/ },
}

export interface InstallerOptions {
  /** The repository, which is built. */
  readonly root: string
  readonly dist: string
  readonly env: NodeJS.ProcessEnv
  readonly onProgress: (line: string) => void
}

/** What was made, by path; and what was not, with the reason in one sentence. */
export interface Installers {
  readonly made: readonly string[]
  readonly missing: readonly string[]
  readonly reason: string | null
}

/**
 * Makes the desktop shell's installers for the system this runs on, with electron-builder. It packages Electron's runtime,
 * which is fetched first where it is missing, so that a network that leads nowhere is found out within seconds.
 */
export async function makeInstallers({ root, dist, env, onProgress }: InstallerOptions): Promise<Installers> {
  const kinds = INSTALLERS[process.platform] ?? {}
  const runtime = await ensureElectron({ root, env, node: process.execPath, anew: true, onProgress })
  if ('reason' in runtime) return { made: [], missing: Object.keys(kinds), reason: runtime.reason }
  const since = Date.now()
  onProgress('Making installers (electron-builder). This takes minutes.')
  const named = env.ELECTRON_OVERRIDE_DIST_PATH
  const reason = await runTool({
    command: process.execPath,
    args: [
      join(root, 'node_modules/electron-builder/cli.js'),
      ...['--publish', 'never'],
      ...(named ? [`-c.electronDist=${named}`] : []),
    ],
    cwd: root,
    env,
  }).then(
    () => null,
    (error: unknown) => {
      if (error instanceof Problem) return `electron-builder failed, and its last words stand above.`
      throw error
    },
  )
  const files = await filesSince(dist, since)
  return {
    made: files.map(file => join(dist, file)),
    missing: Object.entries(kinds).flatMap(([kind, name]) =>
      files.some(file => name.test(file)) ? [] : [kind],
    ),
    reason,
  }
}

async function filesSince(folder: string, since: number): Promise<readonly string[]> {
  const recent: string[] = []
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const isRecent = entry.isFile() && (await stat(join(folder, entry.name))).mtimeMs >= since
    if (isRecent && !entry.name.startsWith('builder-')) recent.push(entry.name)
  }
  return recent.sort()
}
