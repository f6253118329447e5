import { access } from 'node:fs/promises'
import { join } from 'node:path'

type Env = Readonly<Record<string, string | undefined>>

/**
 * The address of this login's message bus as the D-Bus specification writes it, or null where there is none: what
 * DBUS_SESSION_BUS_ADDRESS says, else the socket `bus` in XDG_RUNTIME_DIR where systemd made one.
 */
export async function sessionBusAddress(env: Env): Promise<string | null> {
  if (env.DBUS_SESSION_BUS_ADDRESS) return env.DBUS_SESSION_BUS_ADDRESS
  if (!env.XDG_RUNTIME_DIR) return null
  const socket = join(env.XDG_RUNTIME_DIR, 'bus')
  const isThere = await access(socket).then(
    () => true,
    () => false,
  )
  return isThere ? `unix:path=${socket}` : null
}
