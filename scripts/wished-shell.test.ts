import { expect, test } from 'vitest'
import { wishedShell } from './wished-shell.mjs'

test.each([
  ['nothing asked for takes what there is', [], {}, 'either'],
  ['--light never tries the desktop', ['--light'], {}, 'light'],
  ['--desktop insists', ['--no-open', '--desktop'], {}, 'desktop'],
  ['variables do the same', [], { TRAYLIGHT_LIGHT: 'yes' }, 'light'],
  ['variables do the same', [], { TRAYLIGHT_DESKTOP: '1' }, 'desktop'],
  ['a variable may say no', [], { TRAYLIGHT_LIGHT: '0', TRAYLIGHT_DESKTOP: 'off' }, 'either'],
  ['of both the light one', ['--desktop', '--light'], {}, 'light'],
  ['of both the light one', [], { TRAYLIGHT_LIGHT: '1', TRAYLIGHT_DESKTOP: '1' }, 'light'],
  ['a flag comes before the other variable', ['--desktop'], { TRAYLIGHT_LIGHT: '1' }, 'desktop'],
  ['a flag comes before the other variable', ['--light'], { TRAYLIGHT_DESKTOP: '1' }, 'light'],
  ['the light shell shows the help', ['--desktop', '--help'], {}, 'light'],
  ['the light shell says the version', ['--version'], { TRAYLIGHT_DESKTOP: '1' }, 'light'],
  ['a demo runs in the light shell', ['--demo', '--desktop'], {}, 'light'],
  ['a demo runs in the light shell', [], { TRAYLIGHT_DEMO: '1' }, 'light'],
  ['a demo may be declined', ['--desktop'], { TRAYLIGHT_DEMO: '0' }, 'desktop'],
  ['the light shell explains a bad variable', [], { TRAYLIGHT_DEMO: 'maybe' }, 'light'],
  ['the light shell explains a bad variable', [], { TRAYLIGHT_DESKTOP: 'maybe' }, 'light'],
  ['the light shell explains a bad variable', ['--desktop'], { TRAYLIGHT_LIGHT: 'maybe' }, 'light'],
])('%s: %j %j', (_, args, env, shell) => {
  expect(wishedShell(args, env)).toBe(shell)
})
