import { homedir, tmpdir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'

/** The paths that `app.getPath` knows, by the custom of Linux. */
export class Paths {
  private readonly paths: Map<string, string>

  constructor(name: string, appPath: string, env: NodeJS.ProcessEnv = process.env) {
    const home = env.HOME ?? homedir()
    const appData = env.XDG_CONFIG_HOME ?? join(home, '.config')
    this.paths = new Map([
      ['home', home],
      ['appData', appData],
      ['userData', join(appData, name)],
      ['temp', tmpdir()],
      ['exe', process.execPath],
      ['module', process.execPath],
      ['assets', dirname(appPath)],
      ...['desktop', 'documents', 'downloads', 'music', 'pictures', 'videos'].map(
        (folder): [string, string] => [folder, join(home, folder.charAt(0).toUpperCase() + folder.slice(1))],
      ),
    ])
  }

  get(name: string): string {
    const own = this.paths.get(name)
    if (own !== undefined) return own
    if (name === 'sessionData') return this.get('userData')
    if (name === 'logs') return join(this.get('userData'), 'logs')
    if (name === 'crashDumps') return join(this.get('userData'), 'Crashpad')
    throw new Error(`Failed to get '${name}' path`)
  }

  set(name: string, path: string): void {
    if (!isAbsolute(path)) throw new Error('Path must be absolute')
    this.get(name)
    this.paths.set(name, path)
  }
}
