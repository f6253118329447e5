/** Files that Traylight writes in a data directory, and the folders of the programs that show its dashboard. */
const FILES = ['config.json', 'secrets.json', 'state.json', 'token', 'run.json'] as const
/** The history and the incidents, and what SQLite keeps beside each while it is open. */
const DATABASES = /^(?:history|alerts)\.sqlite(?:-wal|-shm)?$/
const FOLDERS: readonly string[] = ['backups', 'desktop', 'reports', 'window']

const escaped = FILES.map(name => name.replaceAll('.', '\\.')).join('|')
/** A file, or one on its way to being it (`atomicWrite`, and `conf` in the same form). */
const WRITTEN = new RegExp(`^(?:${escaped})(?:\\.tmp-\\d{10}[a-f0-9]{6})?$`)
/** What `keepAside` and `keepDamaged` keep. */
const KEPT =
  /^(?:config|secrets|state|history|alerts)\.damaged-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z(?:-\d+)?\.(?:json|sqlite(?:-wal|-shm)?)$/
/** What `prepareDataDir` tries to write. */
const PROBE = /^\.writable-\d+$/

/** Whether Traylight itself writes something of this name in a data directory; the lock of who runs is not meant. */
export function isOwnEntry(name: string, isDirectory: boolean): boolean {
  if (isDirectory) return FOLDERS.includes(name)
  return WRITTEN.test(name) || DATABASES.test(name) || KEPT.test(name) || PROBE.test(name)
}
