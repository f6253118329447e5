import { describe, expect, it } from 'vitest'
import { parseShellOptions } from './shell-options.ts'

const HOME = { XDG_CONFIG_HOME: '/home/ada/.config', APPDATA: '/home/ada/.config' }

describe('asking for a demo', () => {
  it.each([
    ['nothing', [], {}, null],
    ['the flag', ['--demo'], {}, { plays: true }],
    ['the variable', [], { TRAYLIGHT_DEMO: 'yes' }, { plays: true }],
    ['the script switched off', ['--demo'], { TRAYLIGHT_DEMO_SCRIPT: 'off' }, { plays: false }],
    ['the script switched on', ['--demo'], { TRAYLIGHT_DEMO_SCRIPT: '1' }, { plays: true }],
  ])('with %s', (_, args, env, demo) => {
    expect(parseShellOptions(args, env).demo).toEqual(demo)
  })

  it('takes a data directory of its own, beside that of the real one', () => {
    const real = parseShellOptions([], HOME).dataDir
    expect(parseShellOptions(['--demo'], HOME).dataDir).toBe(`${real}-demo`)
    expect(parseShellOptions(['--demo', '--data-dir', '/tmp/try'], HOME).dataDir).toMatch(/try$/)
  })

  it.each([
    [['--demo', '--config', 'a.yaml'], /own configuration\. Leave --demo or --config/],
    [['--demo', '--desktop'], /runs in the light shell\. Leave --demo or --desktop/],
  ])('refuses %j in a sentence', (args, words) => {
    expect(() => parseShellOptions(args, {})).toThrow(words)
  })

  it('refuses a switch that is neither on nor off', () => {
    const env = { TRAYLIGHT_DEMO_SCRIPT: 'paused' }
    expect(() => parseShellOptions(['--demo'], env)).toThrow('TRAYLIGHT_DEMO_SCRIPT is "paused"')
  })
})

describe('further host names', () => {
  it.each([
    ['none', [], {}, []],
    [
      'flags, as often as it takes',
      ['--allowed-host', 'a.example', '--allowed-host=B.example'],
      {},
      ['a.example', 'b.example'],
    ],
    [
      'the variable, with commas',
      [],
      { TRAYLIGHT_ALLOWED_HOSTS: 'a.example, b.example' },
      ['a.example', 'b.example'],
    ],
    [
      'flags before the variable',
      ['--allowed-host', 'a.example'],
      { TRAYLIGHT_ALLOWED_HOSTS: 'b.example' },
      ['a.example'],
    ],
  ])('by %s', (_, args, env, hosts) => {
    expect(parseShellOptions(args, env).allowedHosts).toEqual(hosts)
  })

  it.each(['https://a.example', 'a.example:80', 'a b', ''])('refuses "%s" in a sentence', name => {
    expect(() => parseShellOptions(['--allowed-host', name], {})).toThrow(
      /is no host name that can be allowed\./,
    )
  })
})
