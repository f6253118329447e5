import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { ROOT } from './prepare.mjs'
import { Problem } from './problem.mjs'
import { runGroup } from './run-group.mjs'

/** Debian packages the tests need, and the program that shows that each is there. */
const NEEDED = [
  { name: 'chromium', isPresent: () => isOnPath('chromium') },
  { name: 'postgresql', isPresent: () => isOnPath('postgres') || hasPostgresFolder() },
  { name: 'redis-server', isPresent: () => isOnPath('redis-server') },
  { name: 'prometheus', isPresent: () => isOnPath('prometheus') && isOnPath('promtool') },
  { name: 'python3', isPresent: () => isOnPath('python3') },
  // Not dbus-user-session, which others would bring along, and systemd with it.
  { name: 'dbus-x11', isPresent: () => isOnPath('dbus-daemon') },
  { name: 'libglib2.0-bin', isPresent: () => isOnPath('gdbus') },
  { name: 'libnotify-bin', isPresent: () => isOnPath('notify-send') },
  { name: 'xvfb', isPresent: () => isOnPath('Xvfb') },
  { name: 'xfce4-panel', isPresent: () => isOnPath('xfce4-panel') },
  { name: 'dunst', isPresent: () => isOnPath('dunst') },
  { name: 'xdotool', isPresent: () => isOnPath('xdotool') },
]

/**
 * Installs as root what is named by its arguments, so that nothing runs afterwards that did not before: no service is
 * started or enabled and no database cluster made, which would take the standard ports. What it changes for that, it
 * puts back.
 */
const INSTALL = `
set -eu
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
cluster=/etc/postgresql-common/createcluster.conf
restore() {
  if [ "\${made_policy:-}" ]; then rm -f "$policy"; fi
  if [ -e "$cluster.before-tests" ]; then mv -f "$cluster.before-tests" "$cluster"; fi
}
trap restore EXIT
trap 'exit 143' HUP INT TERM
if [ ! -e "$policy" ]; then
  made_policy=yes
  printf '#!/bin/sh\\nexit 101\\n' > "$policy"
  chmod 755 "$policy"
fi
install() {
  apt-get -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 install -y -qq --no-install-recommends "$@"
}
apt-get -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 update -qq
case " $* " in *" postgresql "*)
  install postgresql-common
  cp -p "$cluster" "$cluster.before-tests"
  printf '\\ncreate_main_cluster = false\\n' >> "$cluster"
esac
install "$@"
for service in redis-server prometheus; do
  case " $* " in *" $service "*)
    if command -v update-rc.d > /dev/null; then update-rc.d "$service" disable || true; fi
  esac
done
`

/**
 * Installs the Debian packages whose programs are missing, and nothing where all are there.
 *
 * @param {(chunk: Buffer) => void} onOutput
 * @throws {Problem} where they are missing and cannot be installed here
 */
export async function installTestPrograms(onOutput) {
  const missing = NEEDED.filter(program => !program.isPresent()).map(program => program.name)
  if (missing.length === 0) return
  const list = missing.join(', ')
  if (!isOnPath('apt-get')) {
    throw new Problem(
      `The tests need ${list}, and there is no apt-get here to install them with. Install them by hand.`,
    )
  }
  const isRoot = process.getuid?.() === 0
  if (!isRoot && !isOnPath('sudo')) {
    throw new Problem(`The tests need the Debian packages ${list}. Install them as root, and run this again.`)
  }
  process.stderr.write(`Installing Debian packages: ${list}.\n`)
  const command = ['sh', '-c', INSTALL, 'install-test-programs', ...missing]
  const [program = 'sh', ...args] = isRoot ? command : ['sudo', '-n', ...command]
  const code = await runGroup(program, args, { cwd: ROOT, onOutput })
  if (code !== 0) {
    throw new Problem(
      `The Debian packages ${list} could not be installed; what apt-get said stands above. Install them by hand, and run this again.`,
    )
  }
}

/** @param {string} program */
function isOnPath(program) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin']
  return folders.some(folder => isExecutable(join(folder, program)))
}

/** Debian keeps the server's programs out of the search path. */
function hasPostgresFolder() {
  const folder = '/usr/lib/postgresql'
  return (
    existsSync(folder) &&
    readdirSync(folder).some(version => isExecutable(`${folder}/${version}/bin/postgres`))
  )
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
