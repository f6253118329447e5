import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { makeTempDir } from '#demo/programs/temp-dir.ts'
import { recordingLog } from '../../../test-support/recording-log.ts'
import { startSessionBus, type TestSessionBus } from '../../../test-support/session-bus.ts'
import { systemClock } from '../clock.ts'
import { FakeClock } from '../fake-clock.ts'
import type { BusConnection } from './bus-connection.ts'
import { openSessionBus, type SessionBus } from './session-bus.ts'
import { sessionBusAddress } from './session-bus-address.ts'

const until = (check: () => unknown) => vi.waitFor(check, { timeout: 15_000, interval: 20 })

let daemon: TestSessionBus
const opened: SessionBus[] = []
beforeEach(async () => {
  daemon = await startSessionBus()
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map(bus => bus.stop()))
  await daemon.remove()
})

async function open(clock = systemClock, address = daemon.address) {
  const log = recordingLog()
  const bus = await openSessionBus({ env: { DBUS_SESSION_BUS_ADDRESS: address }, clock, log })
  if (bus === null) throw new Error('There is no session bus.')
  opened.push(bus)
  return { bus, log }
}

async function connected(): Promise<BusConnection> {
  const { bus } = await open()
  const connection = await bus.connection()
  if (connection === null) throw new Error('The session bus did not answer.')
  return connection
}

const names = () =>
  daemon.gdbus(
    ...(['call', '--dest', 'org.freedesktop.DBus', '--object-path', '/org/freedesktop/DBus'] as const),
    ...['--method', 'org.freedesktop.DBus.ListNames'],
  )

describe('where the session bus is', () => {
  it('is said by DBUS_SESSION_BUS_ADDRESS, else a socket in the runtime directory, else nowhere', async () => {
    const dir = await makeTempDir('runtime')
    try {
      const env = { XDG_RUNTIME_DIR: dir.path }
      expect(await sessionBusAddress({})).toBeNull()
      expect(await sessionBusAddress(env)).toBeNull()
      await mkdir(join(dir.path, 'bus'))
      expect(await sessionBusAddress(env)).toBe(`unix:path=${dir.path}/bus`)
      expect(await sessionBusAddress({ ...env, DBUS_SESSION_BUS_ADDRESS: 'unix:abstract=x' })).toBe(
        'unix:abstract=x',
      )
    } finally {
      await dir.remove()
    }
  })

  it('is no bus at all without either', async () => {
    expect(await openSessionBus({ env: {}, clock: systemClock, log: recordingLog() })).toBeNull()
  })
})

describe('a connection', () => {
  it('calls methods, and rejects with the error that they answer', async () => {
    const connection = await connected()
    const bus = {
      destination: 'org.freedesktop.DBus',
      path: '/org/freedesktop/DBus',
      interface: 'org.freedesktop.DBus',
    }
    expect(await connection.call({ ...bus, member: 'GetId' })).toEqual([
      expect.stringMatching(/^[0-9a-f]{32}$/),
    ])
    await expect(connection.call({ ...bus, member: 'Nonsense' })).rejects.toThrow(/Nonsense/)
  })

  it('gives a call up at its deadline', async () => {
    const connection = await connected()
    daemon.pause()
    const call = {
      destination: 'org.freedesktop.DBus',
      path: '/',
      interface: 'org.freedesktop.DBus',
      member: 'GetId',
    }
    await expect(connection.call({ ...call, deadlineMs: 50 })).rejects.toThrow(/No reply within 50ms/)
    daemon.resume()
  })

  it('offers an interface to others until it is taken back', async () => {
    const connection = await connected()
    const exported = connection.export('/Greeter', {
      name: 'org.traylight.Greeter',
      methods: { Greet: { in: { name: 's' }, out: { words: 's' }, handler: ({ name }) => `Hello ${name}` } },
      properties: { Mood: { type: 's', access: 'read', get: () => 'calm' } },
    })
    const release = await connection.own('org.traylight.Test')
    const greeter = ['--dest', 'org.traylight.Test', '--object-path', '/Greeter', '--method']
    const greet = () => daemon.gdbus('call', ...greeter, 'org.traylight.Greeter.Greet', 'Ada')
    expect(await greet()).toBe(`('Hello Ada',)`)
    const get = 'org.freedesktop.DBus.Properties.Get'
    expect(await daemon.gdbus('call', ...greeter, get, 'org.traylight.Greeter', 'Mood')).toBe(`(<'calm'>,)`)

    exported.remove()
    await expect(greet()).rejects.toThrow(/UnknownMethod/)
    await release?.()
    expect(await names()).not.toContain('org.traylight.Test')
  })

  it('does not take a name that another owns', async () => {
    expect(await (await connected()).own('org.traylight.Test')).not.toBeNull()
    expect(await (await connected()).own('org.traylight.Test')).toBeNull()
  })

  it('tells who owns a name, now and as it changes', async () => {
    const [follower, other] = [await connected(), await connected()]
    const owners: (string | null)[] = []
    const release = await follower.followOwner('org.traylight.Test', owner => owners.push(owner))
    expect(owners).toEqual([null])
    const give = await other.own('org.traylight.Test')
    await until(() => expect(owners).toEqual([null, expect.stringMatching(/^:1\.\d+$/)]))
    await give?.()
    await until(() => expect(owners).toHaveLength(3))
    expect(owners[2]).toBeNull()

    await release()
    await (await other.own('org.traylight.Test'))?.()
    await follower.call({
      ...{ destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus' },
      ...{ interface: 'org.freedesktop.DBus', member: 'GetId' },
    })
    expect(owners).toHaveLength(3)
  })

  it('hears the signals it asked for, and no others', async () => {
    const [listener, other] = [await connected(), await connected()]
    await other.own('org.traylight.Test')
    const exported = other.export('/Bell', {
      name: 'org.traylight.Bell',
      signals: { Rang: { args: { times: 'u' } }, Broke: {} },
    })
    const heard: unknown[] = []
    const rule = {
      sender: 'org.traylight.Test',
      path: '/Bell',
      interface: 'org.traylight.Bell',
      member: 'Rang',
    }
    const release = await listener.onSignal(rule, args => heard.push(...args))
    exported.emit('Broke')
    exported.emit('Rang', 3)
    await until(() => expect(heard).toEqual([3]))
    await release()
    exported.emit('Rang', 4)
    const owners: (string | null)[] = []
    await listener.followOwner('org.traylight.Test', owner => owners.push(owner))
    expect(owners).toHaveLength(1)
    expect(heard).toEqual([3])
  })
})

describe('a session bus that goes away', () => {
  it('is connected with again when it is back, and what was set up is set up anew', async () => {
    const { bus, log } = await open()
    const setUps: BusConnection[] = []
    bus.whenConnected(async connection => {
      setUps.push(connection)
      await connection.own('org.traylight.Test')
    })
    await until(async () => expect(await names()).toContain('org.traylight.Test'))
    await daemon.stop()
    await until(async () => expect(await bus.connection()).toBeNull())
    expect(setUps[0]?.ended.aborted).toBe(true)
    expect(log.messages('warn')).toEqual([expect.stringMatching(/^No session bus: no tray icon/)])

    await daemon.start()
    await until(async () => expect(await names()).toContain('org.traylight.Test'))
    expect(setUps).toHaveLength(2)
    expect(log.messages('error')).toEqual([])
  })

  it('ends calls under way, and what is taken back later asks nobody', async () => {
    const { bus, log } = await open()
    const other = await connected()
    await other.own('org.traylight.Silent')
    const never = { handler: () => new Promise(() => {}) }
    other.export('/Silent', { name: 'org.traylight.Silent', methods: { Wait: never } })
    const connection = await bus.connection()
    const release = await connection?.own('org.traylight.Test')
    const call = { destination: 'org.traylight.Silent', path: '/Silent', interface: 'org.traylight.Silent' }
    const asked = expect(connection?.call({ ...call, member: 'Wait' })).rejects.toThrow(/Connection closed/)
    await daemon.stop()
    await asked
    await release?.()
    expect(log.messages('error')).toEqual([])
  })

  it('is asked again after pauses that grow to a minute, and complained of once', async () => {
    const clock = new FakeClock()
    await daemon.stop()
    const { bus, log } = await open(clock)
    const tried = () => log.lines.length
    expect(await bus.connection()).toBeNull()
    for (const pauseMs of [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]) {
      const before = tried()
      await clock.advance(pauseMs - 1)
      await bus.connection()
      expect(tried()).toBe(before)
      await clock.advance(1)
      await bus.connection()
      expect(tried()).toBe(before + 1)
    }
    expect(log.messages('warn')).toHaveLength(1)
  })

  it('that never answers is given up after 5 s', async () => {
    const clock = new FakeClock()
    const socket = join(dirname(daemon.address.replace('unix:path=', '')), 'silent')
    const silent = createServer(() => {}).listen(socket)
    const { bus } = await open(clock, `unix:path=${socket}`)
    let connection: BusConnection | null | undefined
    void bus.connection().then(answer => {
      connection = answer
    })
    await clock.advance(4999)
    expect(connection).toBeUndefined()
    await clock.advance(1)
    await until(() => expect(connection).toBeNull())
    await bus.stop()
    await new Promise(resolve => silent.close(resolve))
  })

  it.each([
    ['refuses us', 'REJECTED\r\n'],
    ['refuses us and names other ways', 'REJECTED DBUS_COOKIE_SHA1 ANONYMOUS\r\n'],
    ['speaks something else', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['turns to garbage', `OK 0123456789abcdef\r\n${'garbage '.repeat(100)}`],
    ['hangs up', ''],
  ])('that %s is a bus that does not answer', async (_how, answer) => {
    const clock = new FakeClock()
    const socket = join(dirname(daemon.address.replace('unix:path=', '')), 'bad')
    const bad = createServer(client => {
      client.on('error', () => {})
      client.on('data', () => (answer === '' ? client.destroy() : client.write(answer)))
    }).listen(socket)
    const { bus, log } = await open(clock, `unix:path=${socket}`)
    await until(async () => {
      await clock.advance(1000)
      expect(log.messages('warn')).toHaveLength(1)
    })
    expect(log.messages('error')).toEqual([])
    await bus.stop()
    await new Promise(resolve => bad.close(resolve))
  })

  it('of an address nobody understands is a bus that does not answer', async () => {
    const { bus, log } = await open(systemClock, 'autolaunch:')
    expect(await bus.connection()).toBeNull()
    expect(log.messages('warn')).toHaveLength(1)
  })
})

it('stops without waiting for a bus that is frozen, and leaves no timer', async () => {
  const clock = new FakeClock()
  const { bus } = await open(clock)
  await bus.connection()
  daemon.pause()
  const stopped = bus.stop()
  await until(() => expect(clock.waiting).toBe(1))
  await clock.advance(500)
  await stopped
  expect(clock.waiting).toBe(0)
  daemon.resume()
})
