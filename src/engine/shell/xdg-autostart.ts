import { mkdir, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { atomicWrite } from '../config/atomic-write.ts'
import { readIfThere } from '../config/read-if-there.ts'
import type { StartAtLogin } from './shell-services.ts'

export interface XdgAutostartOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  /** What is run at login: the program and its arguments. */
  readonly command: readonly string[]
}

/** Starting at login on Linux: an entry in the user's autostart directory (XDG Desktop Application Autostart 0.5). */
export function xdgAutostart({ env, command }: XdgAutostartOptions): StartAtLogin {
  const configHome = env.XDG_CONFIG_HOME?.startsWith('/') ? env.XDG_CONFIG_HOME : join(homedir(), '.config')
  const file = join(configHome, 'autostart', 'traylight.desktop')
  const entry = autostartEntry(command)
  return {
    async isEnabled() {
      const text = (await readIfThere(file)) ?? ''
      // Desktops switch an entry off in place instead of removing it.
      return /^Exec=/m.test(text) && !/^(Hidden=true|X-GNOME-Autostart-enabled=false)\s*$/m.test(text)
    },
    async setEnabled(enabled) {
      if (!enabled) return rm(file, { force: true })
      await mkdir(dirname(file), { recursive: true })
      await atomicWrite(file, entry)
    },
  }
}

function autostartEntry(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Traylight',
    'Comment=Watches this machine and your services from the tray',
    execLine(command),
    'Icon=traylight',
    'Terminal=false',
    'NoDisplay=true',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')
}

const execLine = (command: readonly string[]): string => `Exec=${command.map(quoted).join(' ')}`

/**
 * An argument as the Exec key has it (Desktop Entry Specification, "The Exec key"): in quotes, with the four characters
 * escaped that mean something inside them, then escaped once more as every string value is; a per cent sign doubled.
 */
function quoted(argument: string): string {
  const inQuotes = argument.replaceAll(/["`$\\]/g, '\\$&').replaceAll('%', '%%')
  return `"${inQuotes.replaceAll('\\', '\\\\')}"`
}
