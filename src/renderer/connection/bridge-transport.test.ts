import { describe, expect, it } from 'vitest'
import type { DesktopBridge } from '#shared/desktop-bridge.ts'
import { bridgeTransports } from './bridge-transport.ts'

function fixture() {
  let [opened, say, end] = [0, (_text: string) => {}, () => {}]
  const sent: string[] = []
  const bridge: DesktopBridge = {
    open: () => {
      opened++
    },
    send: text => sent.push(text),
    onMessage: callback => {
      say = callback
    },
    onClose: callback => {
      end = callback
    },
    onGo: () => {},
  }
  return {
    connect: bridgeTransports(bridge),
    sent,
    opened: () => opened,
    say: (t: string) => say(t),
    end: () => end(),
  }
}

describe('a transport over the desktop bridge', () => {
  it('carries text both ways', () => {
    const { connect, sent, say } = fixture()
    const heard: string[] = []
    const transport = connect()
    transport.onMessage(text => heard.push(text))
    transport.send('to the engine')
    say('to the page')
    expect([sent, heard]).toEqual([['to the engine'], ['to the page']])
  })

  it('tells once that it closed, whoever closed it, and then begins anew', () => {
    const { connect, end, say, opened } = fixture()
    const told: string[] = []
    const first = connect()
    first.onMessage(text => told.push(`first heard ${text}`))
    first.onClose(() => told.push('first closed'))
    first.close()
    end()
    const second = connect()
    second.onMessage(text => told.push(`second heard ${text}`))
    second.onClose(() => told.push('second closed'))
    say('hello')
    end()
    expect(told).toEqual(['first closed', 'second heard hello', 'second closed'])
    expect(opened()).toBe(2)
  })
})
