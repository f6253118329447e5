import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { xdgAutostart } from './xdg-autostart.ts'

let dir: TempDir
beforeEach(async () => {
  dir = await makeTempDir('autostart')
})
afterEach(() => dir.remove())

const file = () => join(dir.path, 'autostart/traylight.desktop')
const autostart = (command: readonly string[] = ['/usr/bin/traylight', '--hidden']) =>
  xdgAutostart({ env: { XDG_CONFIG_HOME: dir.path }, command })

describe('starting at login on Linux', () => {
  it('is an entry of the user that is there while it is on', async () => {
    expect(await autostart().isEnabled()).toBe(false)
    await autostart().setEnabled(true)
    expect(await autostart().isEnabled()).toBe(true)
    expect(await readFile(file(), 'utf8')).toContain('\nExec="/usr/bin/traylight" "--hidden"\n')
    await autostart().setEnabled(false)
    await autostart().setEnabled(false)
    await expect(stat(file())).rejects.toThrow('ENOENT')
  })

  it('quotes what a path may hold', async () => {
    await autostart(['/opt/Tray light/100% "it"', '--data-dir', '/home/a$b\\c`d']).setEnabled(true)
    const exec = /^Exec=.*$/m.exec(await readFile(file(), 'utf8'))?.[0]
    expect(exec).toContain(String.raw`Exec="/opt/Tray light/100%% \\"it\\"" "--data-dir" `)
    expect(exec).toContain(String.raw`"/home/a\\$b\\\\c\\`)
  })

  it.each(['Hidden=true', 'X-GNOME-Autostart-enabled=false'])(
    'is off where a desktop wrote %s',
    async line => {
      await mkdir(join(dir.path, 'autostart'))
      await writeFile(file(), `[Desktop Entry]\nExec="/usr/bin/traylight" "--hidden"\n${line}\n`)
      expect(await autostart().isEnabled()).toBe(false)
    },
  )

  it('is on where the entry starts another installation, and is set to this one anew', async () => {
    await autostart(['/old/traylight']).setEnabled(true)
    expect(await autostart().isEnabled()).toBe(true)
    await autostart().setEnabled(true)
    expect(await readFile(file(), 'utf8')).not.toContain('/old/')
  })
})
