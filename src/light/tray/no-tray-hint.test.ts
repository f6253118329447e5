import { expect, it } from 'vitest'
import { noTrayHint } from './no-tray-hint.ts'

it('names the extension that helps on GNOME, also in a variant of it', () => {
  for (const desktop of ['GNOME', 'ubuntu:GNOME', 'GNOME-Classic:GNOME']) {
    expect(noTrayHint({ XDG_CURRENT_DESKTOP: desktop }).body).toContain(
      'AppIndicator and KStatusNotifierItem Support',
    )
  }
})

it('does not talk of GNOME elsewhere', () => {
  for (const env of [{ XDG_CURRENT_DESKTOP: 'sway' }, {}]) {
    expect(noTrayHint(env).body).toMatch(/^A panel with a system tray/)
  }
})
