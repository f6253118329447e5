import { describe, expect, it } from 'vitest'
import { hasNoNetwork, isOnThisMachine, type NetworkWitness } from './network-presence.ts'

const silent = (host: string): NetworkWitness => ({ host, last: 'timeout' })
const good = (host: string | null): NetworkWitness => ({ host, last: 'good' })

describe('whether this machine has a network', () => {
  it.each<[string, boolean, NetworkWitness[], boolean]>([
    [
      'two silent hosts while loopback is fine: no network',
      true,
      [silent('a.example'), silent('b.example'), good('127.0.0.1')],
      true,
    ],
    ['one silent host alone is an outage', true, [silent('a.example'), good('127.0.0.1')], false],
    [
      'two monitors of one silent host are an outage',
      true,
      [silent('a.example'), silent('a.example')],
      false,
    ],
    [
      'one host that answers proves the network',
      true,
      [silent('a.example'), silent('b.example'), good('c.example')],
      false,
    ],
    ['a refusal is an answer', true, [silent('a.example'), { host: 'b.example', last: 'refused' }], false],
    [
      'loopback failing too is no network matter',
      true,
      [silent('a.example'), silent('b.example'), { host: 'localhost', last: 'refused' }],
      false,
    ],
    ['no interface: no network, even with one monitor', false, [silent('a.example')], true],
    ['no interface, but nothing beyond loopback is watched', false, [good('127.0.0.1')], false],
    [
      'not checked yet says nothing',
      true,
      [{ host: 'a.example', last: undefined }, silent('b.example')],
      false,
    ],
  ])('%s', (_, hasInterface, witnesses, expected) => {
    expect(hasNoNetwork(hasInterface, witnesses)).toBe(expected)
  })

  it.each([
    ['127.0.0.1', true],
    ['127.1.2.3', true],
    ['localhost', true],
    ['[::1]', true],
    [null, true],
    ['192.168.1.5', false],
    ['127.0.0.1.example.com', false],
  ])('%s is on this machine: %s', (host, expected) => {
    expect(isOnThisMachine(host)).toBe(expected)
  })
})
