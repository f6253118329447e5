import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findProgram } from '#demo/programs/find-program.ts'
import { type RestartableServer, startRestartableServer } from '#demo/programs/restartable-server.ts'
import { makeTempDir } from '#demo/programs/temp-dir.ts'

/** A session bus of a test's own, with nobody on it and nothing it would start by itself. */
export interface TestSessionBus extends RestartableServer {
  /** Stays the same when it is stopped and started again. */
  readonly address: string
  /** Asks as an independent client, such as `gdbus('introspect', '--dest', ...)`; resolves to what it printed. */
  gdbus(command: string, ...args: readonly string[]): Promise<string>
  /** Lets the bus start `command` when somebody calls the name. */
  makeActivatable(name: string, command: string): Promise<void>
}

const run = promisify(execFile)
const GDBUS_DEADLINE_MS = 10_000

/**
 * Starts a session bus for a test.
 *
 * @throws an error that names Debian's package where dbus-daemon or gdbus is missing.
 */
export async function startSessionBus(): Promise<TestSessionBus> {
  const command = await findProgram('dbus-daemon', [], 'dbus-x11')
  const gdbus = await findProgram('gdbus', [], 'libglib2.0-bin')
  const dir = await makeTempDir('bus')
  const services = join(dir.path, 'services')
  const address = `unix:path=${join(dir.path, 'bus')}`
  const config = join(dir.path, 'session.conf')
  await mkdir(services)
  await writeFile(config, configuration(address, services))
  const server = await startRestartableServer(dir, {
    command,
    args: ['--nofork', '--print-address', `--config-file=${config}`],
    ready: /^unix:path=/m,
    stopSignal: 'SIGTERM',
  })
  const ask = async (verb: string, ...args: readonly string[]) => {
    const { stdout } = await run(gdbus, [verb, '--session', ...args], {
      env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', DBUS_SESSION_BUS_ADDRESS: address },
      timeout: GDBUS_DEADLINE_MS,
    })
    return stdout.trim()
  }
  return Object.assign(server, {
    address,
    gdbus: ask,
    async makeActivatable(name: string, exec: string) {
      await writeFile(join(services, `${name}.service`), `[D-BUS Service]\nName=${name}\nExec=${exec}\n`)
      const bus = ['--dest', 'org.freedesktop.DBus', '--object-path', '/org/freedesktop/DBus']
      await ask('call', ...bus, '--method', 'org.freedesktop.DBus.ReloadConfig')
    },
  })
}

/** A session bus as usual, but for the services that are installed on this machine. */
function configuration(address: string, services: string): string {
  return `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>${address}</listen>
  <auth>EXTERNAL</auth>
  <servicedir>${services}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`
}
