import { describe, expect, it } from 'vitest'
import { FakeClock } from '../fake-clock.ts'
import { QuietTime } from '../notify/quiet-time.ts'
import type { ShellServices } from '../shell/shell-services.ts'
import { shellHandlers } from './shell-handlers.ts'

function handlers(shell: Partial<ShellServices> = {}) {
  const clock = new FakeClock()
  const quiet = new QuietTime({ clock, until: null, onChange: () => {} })
  return { clock, quiet, ...shellHandlers({ shell: { kind: 'light', ...shell }, quiet }) }
}

describe('what the dashboard asks of its shell', () => {
  it('is refused in words where this shell cannot do it', async () => {
    const { saveFile, startAtLogin, checkForUpdates, installUpdate } = handlers()
    await expect(async () => saveFile({ fileName: 'a', text: '' })).rejects.toThrow('by the browser')
    await expect(async () => startAtLogin(undefined)).rejects.toThrow('cannot start itself at login')
    await expect(async () => checkForUpdates(undefined)).rejects.toThrow('does not update itself')
    await expect(async () => installUpdate(undefined)).rejects.toThrow('does not update itself')
  })

  it('shows a file in its folder only where it was saved from here', async () => {
    const shown: string[] = []
    const { saveFile, showInFolder } = handlers({
      saveFile: async ({ fileName }) => (fileName === 'no' ? null : `/home/ada/${fileName}`),
      showInFolder: path => shown.push(path),
    })
    await expect(async () => showInFolder({ path: '/home/ada/config.yaml' })).rejects.toThrow('not saved')
    expect(await saveFile({ fileName: 'no', text: '' })).toEqual({ path: null })
    expect(await saveFile({ fileName: 'config.yaml', text: 'a: 1' })).toEqual({
      path: '/home/ada/config.yaml',
    })
    await showInFolder({ path: '/home/ada/config.yaml' })
    expect(shown).toEqual(['/home/ada/config.yaml'])
  })

  it('shows a report in its folder, whoever wrote it from here', async () => {
    const shown: string[] = []
    const quiet = new QuietTime({ clock: new FakeClock(), until: null, onChange: () => {} })
    const { showInFolder } = shellHandlers({
      shell: { kind: 'light', showInFolder: path => shown.push(path) },
      ...{ quiet, isReport: path => path.startsWith('/reports/') },
    })
    await showInFolder({ path: '/reports/a.csv' })
    await expect(async () => showInFolder({ path: '/etc/passwd' })).rejects.toThrow('not saved')
    expect(shown).toEqual(['/reports/a.csv'])
  })

  it('says what the update server said, in one line, and that nothing changed', async () => {
    const { checkForUpdates } = handlers({
      updates: {
        check: () => Promise.reject(new Error('net::ERR_CONNECTION_REFUSED\n    at somewhere')),
        install: async () => {},
      },
    })
    await expect(async () => checkForUpdates(undefined)).rejects.toThrow(
      /^The update server could not be used, and nothing was changed: net::ERR_CONNECTION_REFUSED$/,
    )
  })

  it('begins and ends quiet time', async () => {
    const { clock, quiet, setQuiet } = handlers()
    await setQuiet({ until: clock.now() + 1000 })
    expect(quiet.until).toBe(clock.now() + 1000)
    await setQuiet({ until: null })
    expect(quiet.until).toBeNull()
  })
})
