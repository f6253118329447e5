import { createClient, type Message, type MessageBus } from 'dbus-native'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { type Clock, systemClock } from '#engine/clock.ts'
import { openSessionBus, type SessionBus } from '#engine/dbus/session-bus.ts'
import { FakeClock } from '#engine/fake-clock.ts'
import type { TrayCommand, TrayMenuItem } from '#engine/tray/tray-menu.ts'
import { testDeadline } from '../../../test-support/deadline.ts'
import { parseGVariant } from '../../../test-support/gvariant.ts'
import { recordingLog } from '../../../test-support/recording-log.ts'
import { startSessionBus, type TestSessionBus } from '../../../test-support/session-bus.ts'
import {
  type StatusNotifierWatcher,
  type StatusNotifierWatcherOptions,
  startStatusNotifierWatcher,
} from '../../../test-support/status-notifier-watcher.ts'
import { trayClient } from '../../../test-support/tray-client.ts'
import { FakeTrayModel } from './fake-tray-model.ts'
import { type RunningTray, startTray } from './start-tray.ts'

const until = (check: () => unknown) => vi.waitFor(check, { timeout: 15_000, interval: 20 })
const ITEM_NAME = `org.kde.StatusNotifierItem-${process.pid}-1`

const muteRedis: TrayCommand = {
  do: 'mute',
  target: { scope: 'monitor', id: 'redis' },
  span: { until: null, untilRecovery: true },
}
const openRedis: TrayCommand = { do: 'open', route: { page: 'monitor', id: 'redis' } }
const command = (label: string, command: TrayCommand): TrayMenuItem => ({
  ...{ type: 'command', label, icon: 'unhealthy' },
  command: () => command,
})
const healthyMenu: readonly TrayMenuItem[] = [
  { type: 'text', label: 'All healthy' },
  { type: 'separator' },
  command('Check everything now', { do: 'check-everything' }),
  {
    ...{ type: 'submenu', label: 'Quiet notifications' },
    items: [{ type: 'command', label: '1 h', command: now => ({ do: 'quiet', until: now + 3_600_000 }) }],
  },
  command('Quit', { do: 'quit' }),
]
const redisMenu: readonly TrayMenuItem[] = [
  { type: 'text', label: '1 unhealthy: Redis' },
  command('Redis_cache', openRedis),
  { type: 'submenu', label: 'Mute Redis', items: [command('1 h', muteRedis)] },
  ...healthyMenu.slice(1),
]

let daemon: TestSessionBus
let bus: SessionBus
let model: FakeTrayModel
let tray: RunningTray
let log: ReturnType<typeof recordingLog>
const onNoTray = vi.fn()
/** Icons whose picture was loaded, one after another. */
const asked: string[] = []
const watchers: StatusNotifierWatcher[] = []
const listeners: MessageBus[] = []

beforeEach(async () => {
  daemon = await startSessionBus()
  log = recordingLog()
  onNoTray.mockClear()
  asked.length = 0
  model = new FakeTrayModel({
    icon: 'healthy',
    title: 'Traylight: all healthy',
    details: '',
    menu: healthyMenu,
  })
})
afterEach(async () => {
  await tray.stop()
  await bus.stop()
  await Promise.all(watchers.splice(0).map(watcher => watcher.stop()))
  await Promise.all(listeners.splice(0).map(listener => listener.close()))
  await daemon.remove()
})

async function start(clock: Clock = systemClock): Promise<void> {
  const opened = await openSessionBus({ env: { DBUS_SESSION_BUS_ADDRESS: daemon.address }, clock, log })
  if (opened === null) throw new Error('There is no session bus.')
  bus = opened
  tray = await startTray({
    ...{ bus, model, clock, log, onNoTray },
    pixmapsOf: async icon => {
      asked.push(icon)
      if (icon.startsWith('muted')) throw new Error('The file is missing.')
      const bytes = icon.endsWith('-unseen') ? '-uns' : icon.padEnd(4).slice(0, 4)
      return [{ width: 1, height: 1, argb: Buffer.from(bytes) }]
    },
    menuIconOf: async icon => Buffer.from(icon),
  })
}

async function startWatcher(options?: StatusNotifierWatcherOptions): Promise<StatusNotifierWatcher> {
  const watcher = await startStatusNotifierWatcher(daemon.address, options)
  watchers.push(watcher)
  return watcher
}

/** Every signal of the tray, as "member" and what it says, heard by somebody else. */
async function listen(): Promise<{ readonly heard: unknown[]; settled(): Promise<void> }> {
  const listener = createClient({ busAddress: daemon.address })
  listeners.push(listener)
  const heard: unknown[] = []
  await listener.addMatch("type='signal',path='/StatusNotifierItem'")
  await listener.addMatch("type='signal',path='/MenuBar'")
  listener.connection.on('message', (message: Message) => {
    if (message.path === '/StatusNotifierItem' || message.path === '/MenuBar') {
      heard.push([message.member, ...(message.body ?? [])])
    }
  })
  return {
    heard,
    async settled() {
      await (await bus.connection())?.call({
        ...{
          destination: 'org.freedesktop.DBus',
          path: '/',
          interface: 'org.freedesktop.DBus',
          member: 'GetId',
        },
      })
      await listener.getId()
    },
  }
}

const panel = () => trayClient(daemon)
const callMenu = async (method: string, ...args: readonly string[]) =>
  parseGVariant(
    await daemon.gdbus(
      ...(['call', '--dest', ITEM_NAME, '--object-path', '/MenuBar'] as const),
      ...['--method', `com.canonical.dbusmenu.${method}`, '--', ...args],
    ),
  )

describe('the tray icon', () => {
  it('registers with the tray there is, as the specification wants it', async () => {
    const watcher = await startWatcher()
    await start()
    await until(() => expect(watcher.registered).toEqual([ITEM_NAME]))
    expect(await panel().properties()).toEqual({
      Category: 'ApplicationStatus',
      Id: 'Traylight',
      Title: 'Traylight',
      Status: 'Active',
      WindowId: 0,
      IconName: '',
      IconPixmap: [[1, 1, expect.anything()]],
      ToolTip: ['', [], 'Traylight: all healthy', ''],
      ItemIsMenu: false,
      Menu: '/MenuBar',
    })
    expect(await iconBytes()).toBe('heal')
  })

  it('opens the dashboard when it is clicked, with either button', async () => {
    await start()
    await until(async () => expect(await panel().name()).toBe(ITEM_NAME))
    await panel().activate()
    const item = ['call', '--dest', ITEM_NAME, '--object-path', '/StatusNotifierItem', '--method'] as const
    const method = (name: string) => `org.kde.StatusNotifierItem.${name}`
    await daemon.gdbus(...item, method('SecondaryActivate'), '3', '4')
    expect(await daemon.gdbus(...item, method('ContextMenu'), '3', '4')).toBe('()')
    expect(await daemon.gdbus(...item, method('Scroll'), '--', '-1', 'vertical')).toBe('()')
    const open: TrayCommand = { do: 'open', route: null }
    expect(model.chosen).toEqual([open, open])
  })

  it('tells what is different, and only when it is', async () => {
    await start()
    await until(async () => expect(await panel().name()).toBe(ITEM_NAME))
    const { heard, settled } = await listen()
    model.show({})
    model.show({ menu: [...healthyMenu] })
    await settled()
    expect(heard).toEqual([])

    model.show({ icon: 'unhealthy' })
    model.show({ title: 'Traylight: 1 unhealthy' })
    model.show({ details: 'Redis & <others>\nrefused' })
    await settled()
    expect(heard).toEqual([['NewIcon'], ['NewToolTip'], ['NewToolTip']])
    expect(await iconBytes()).toBe('unhe')
    expect(await panel().toolTip()).toEqual({
      title: 'Traylight: 1 unhealthy',
      description: 'Redis &amp; &lt;others&gt;\nrefused',
    })
  })

  it('shows the sign of a picture with marks until that is loaded, and then that', async () => {
    await start()
    await until(async () => expect(await panel().name()).toBe(ITEM_NAME))
    const { heard, settled } = await listen()
    model.show({ icon: 'degraded-unseen' })
    await settled()
    expect(heard).toEqual([['NewIcon'], ['NewIcon']])
    expect(await iconBytes()).toBe('-uns')
    expect(asked.filter(icon => icon === 'degraded-unseen')).toHaveLength(1)
    model.show({ icon: 'muted-unseen' })
    expect((await panel().properties()).IconPixmap).toEqual([])
  })

  it('is none rather than a wrong one where its picture could not be loaded', async () => {
    await start()
    await until(async () => expect(await panel().name()).toBe(ITEM_NAME))
    model.show({ icon: 'muted' })
    expect((await panel().properties()).IconPixmap).toEqual([])
    expect(log.messages('error')).toEqual(['The picture of a tray icon could not be loaded'])
  })
})

async function iconBytes(): Promise<string> {
  const get = 'org.freedesktop.DBus.Properties.Get'
  const value = await daemon.gdbus(
    ...(['call', '--dest', ITEM_NAME, '--object-path', '/StatusNotifierItem', '--method', get] as const),
    ...['org.kde.StatusNotifierItem', 'IconPixmap'],
  )
  const bytes = [...value.matchAll(/0x([0-9a-f]{2})/g)].map(([, hex]) => Number.parseInt(hex ?? '', 16))
  return Buffer.from(bytes).toString()
}

describe('the menu', () => {
  beforeEach(async () => {
    await start()
    await until(async () => expect(await panel().name()).toBe(ITEM_NAME))
  })

  it('is what the model says, item by item', async () => {
    model.show({ menu: redisMenu })
    const plain = { isSeparator: false, isEnabled: true, hasIcon: true, children: [] }
    const entry = (label: string, more = {}) => ({ ...plain, id: expect.any(Number), label, ...more })
    expect(await panel().menu()).toEqual([
      entry('1 unhealthy: Redis', { isEnabled: false, hasIcon: false }),
      entry('Redis_cache'),
      entry('Mute Redis', { hasIcon: false, children: [entry('1 h')] }),
      entry('', { isSeparator: true, hasIcon: false }),
      entry('Check everything now'),
      entry('Quiet notifications', { hasIcon: false, children: [entry('1 h', { hasIcon: false })] }),
      entry('Quit'),
    ])
  })

  it('does what is chosen', async () => {
    model.show({ menu: redisMenu })
    await panel().choose('Mute Redis', '1 h')
    await panel().choose('Redis_cache')
    const before = Date.now()
    await panel().choose('Quiet notifications', '1 h')
    expect(model.chosen).toEqual([muteRedis, openRedis, { do: 'quiet', until: expect.any(Number) }])
    const quiet = model.chosen[2]
    expect(quiet?.do === 'quiet' && quiet.until).toBeGreaterThanOrEqual(before + 3_600_000)
  })

  it('chosen from before an update does what it said then, and never something else', async () => {
    model.show({ menu: redisMenu })
    const opened = await panel().menu()
    model.show({ menu: [command('Delete everything', { do: 'quit' }), ...healthyMenu] })
    for (const entry of opened) {
      if (entry.label === 'Redis_cache' || entry.label === 'Check everything now')
        await panel().click(entry.id)
      if (entry.label === 'Mute Redis') await panel().click(entry.children[0]?.id ?? -1)
    }
    expect(model.chosen).toEqual([openRedis, muteRedis, { do: 'check-everything' }])
  })

  it('refuses what was never in it, and does nothing for what cannot be chosen', async () => {
    await expect(callMenu('Event', '999', 'clicked', '<0>', '0')).rejects.toThrow(/InvalidArgs.*no item 999/)
    await expect(callMenu('GetLayout', '999', '-1', '[]')).rejects.toThrow(/no item 999/)
    await expect(callMenu('GetProperty', '1', 'nonsense')).rejects.toThrow(/no property nonsense/)
    await callMenu('Event', '1', 'clicked', '<0>', '0')
    await callMenu('Event', '3', 'hovered', '<0>', '0')
    await callMenu('Event', '0', 'opened', '<0>', '0')
    expect(model.chosen).toEqual([])
  })

  it('is served in parts: to a depth, in some properties, as a group, one property', async () => {
    expect(await callMenu('GetLayout', '0', '0', '[]')).toEqual([
      1,
      [0, { 'children-display': 'submenu' }, []],
    ])
    const [, root] = z
      .tuple([z.int(), z.tuple([z.int(), z.unknown(), z.array(z.unknown())])])
      .parse(await callMenu('GetLayout', '0', '1', "['label']"))
    expect(root).toEqual([
      0,
      {},
      [
        [1, { label: 'All healthy' }, []],
        [2, {}, []],
        [3, { label: 'Check everything now' }, []],
        [4, { label: 'Quiet notifications' }, []],
        [6, { label: 'Quit' }, []],
      ],
    ])
    expect(await callMenu('GetLayout', '4', '-1', "['label']")).toEqual([
      1,
      [4, { label: 'Quiet notifications' }, [[5, { label: '1 h' }, []]]],
    ])
    expect(await callMenu('GetGroupProperties', '[1, 2, 999]', '[]')).toEqual([
      [
        [1, { label: 'All healthy', enabled: false }],
        [2, { type: 'separator' }],
      ],
    ])
    expect(await callMenu('GetGroupProperties', '@ai []', "['type']")).toEqual([
      [0, 1, 2, 3, 4, 5, 6].map(id => [id, id === 2 ? { type: 'separator' } : {}]),
    ])
    expect(await callMenu('GetProperty', '1', 'label')).toEqual(['All healthy'])
    expect(await callMenu('AboutToShow', '0')).toEqual([false])
    expect(await callMenu('AboutToShowGroup', '[0, 999]')).toEqual([[], [999]])
  })

  it('takes several events at once', async () => {
    const events = "[(3, 'opened', <0>, 0), (3, 'clicked', <0>, 0), (999, 'clicked', <0>, 0)]"
    expect(await callMenu('EventGroup', events)).toEqual([[999]])
    expect(model.chosen).toEqual([{ do: 'check-everything' }])
  })

  it('tells what is different: words and icons item by item, other items as a new layout', async () => {
    const { heard, settled } = await listen()
    model.show({ menu: [{ type: 'text', label: 'All healthy, 1 muted' }, ...healthyMenu.slice(1)] })
    await settled()
    expect(heard).toEqual([['ItemsPropertiesUpdated', [[1, { label: 'All healthy, 1 muted' }]], []]])

    heard.length = 0
    model.show({ menu: redisMenu })
    await settled()
    expect(heard).toEqual([
      ['LayoutUpdated', 2, 0],
      ['ItemsPropertiesUpdated', [[1, { label: '1 unhealthy: Redis' }]], []],
    ])
    expect(await callMenu('GetLayout', '0', '0', "['label']")).toEqual([2, [0, {}, []]])
  })

  it('survives calls that are nothing of what it offers', async () => {
    const other = createClient({ busAddress: daemon.address })
    listeners.push(other)
    const call = { destination: ITEM_NAME, path: '/MenuBar', interface: 'com.canonical.dbusmenu' }
    for (const member of ['GetLayout', 'GetGroupProperties', 'GetProperty', 'Event', 'EventGroup']) {
      await expect(other.invoke({ ...call, member })).rejects.toThrow()
      await expect(other.invoke({ ...call, member, signature: 's', body: ['text'] })).rejects.toThrow()
    }
    await expect(callMenu('Nonsense')).rejects.toThrow(/UnknownMethod/)
    expect(await panel().menu()).toHaveLength(healthyMenu.length)
  })
})

describe('a tray', () => {
  it('that comes later, or anew, is registered with', async () => {
    await start()
    await until(async () => expect(await panel().name()).toBe(ITEM_NAME))
    const first = await startWatcher()
    await until(() => expect(first.registered).toEqual([ITEM_NAME]))
    await first.stop()
    const second = await startWatcher()
    await until(() => expect(second.registered).toEqual([ITEM_NAME]))
    expect(first.registered).toEqual([ITEM_NAME])
  })

  it('that is not ready yet is asked again', async () => {
    const watcher = await startWatcher({ refusals: 2 })
    const clock = new FakeClock()
    await start(clock)
    const refused = () =>
      log.lines.filter(line => line.message.includes('did not take the tray icon yet')).length
    await until(() => expect(refused()).toBe(1))
    await clock.advance(500)
    await until(() => expect(refused()).toBe(2))
    await clock.advance(999)
    expect(watcher.registered).toEqual([])
    await clock.advance(1)
    await until(() => expect(watcher.registered).toEqual([ITEM_NAME]))
  })

  it('that does not turn up within 10 s is told to be missing, once', async () => {
    const clock = new FakeClock()
    await start(clock)
    await until(async () => expect(await panel().name()).toBe(ITEM_NAME))
    await clock.advance(9999)
    expect(onNoTray).not.toHaveBeenCalled()
    await clock.advance(1)
    await until(() => expect(onNoTray).toHaveBeenCalledTimes(1))
    await clock.advance(60_000)
    expect(onNoTray).toHaveBeenCalledTimes(1)
    const watcher = await startWatcher()
    await until(() => expect(watcher.registered).toEqual([ITEM_NAME]))
  })

  it('that nobody draws icons for is missing too', async () => {
    const clock = new FakeClock()
    const watcher = await startWatcher({ hasHost: false })
    await start(clock)
    await until(() => expect(watcher.registered).toEqual([ITEM_NAME]))
    await clock.advance(10_000)
    await until(() => expect(onNoTray).toHaveBeenCalledTimes(1))
  })

  it('that is there is not missed, also when it goes away later', async () => {
    const clock = new FakeClock()
    const watcher = await startWatcher()
    await start(clock)
    await until(() => expect(watcher.registered).toEqual([ITEM_NAME]))
    const { settled } = await listen()
    await clock.advance(10_000)
    await settled()
    await watcher.stop()
    await settled()
    await clock.advance(60_000)
    await settled()
    expect(onNoTray).not.toHaveBeenCalled()
  })
})

it('comes back with the session bus', async () => {
  await start()
  await until(async () => expect(await panel().name()).toBe(ITEM_NAME))
  await daemon.stop()
  await until(async () => expect(await bus.connection()).toBeNull())
  model.show({ icon: 'unhealthy', menu: redisMenu })
  await daemon.start()
  const watcher = await startWatcher()
  await until(() => expect(watcher.registered).toEqual([ITEM_NAME]))
  expect(await iconBytes()).toBe('unhe')
  await panel().choose('Redis_cache')
  expect(model.chosen).toEqual([openRedis])
  expect(log.messages('error')).not.toContain('Something could not be set up on the session bus')
})

it('leaves nothing when it stops: no name, no object, no timer, nobody who listens', async () => {
  const clock = new FakeClock()
  const watcher = await startWatcher()
  await start(clock)
  await until(() => expect(watcher.registered).toEqual([ITEM_NAME]))
  const connection = await bus.connection()
  const release = await connection?.own('org.traylight.Test')
  await tray.stop()
  expect(await panel().name()).toBeNull()
  expect(clock.waiting).toBe(0)
  const introspect = (path: string) =>
    daemon.gdbus('introspect', '--dest', 'org.traylight.Test', '--object-path', path)
  expect(await introspect('/StatusNotifierItem')).not.toContain('interface')
  expect(await introspect('/MenuBar')).not.toContain('interface')
  const { heard, settled } = await listen()
  model.show({ icon: 'unhealthy', menu: redisMenu })
  await startWatcher()
  await settled()
  expect(heard).toEqual([])
  expect(watcher.registered).toEqual([ITEM_NAME])
  await release?.()
})

it('stops soon, though the session bus is frozen', async () => {
  await start()
  await until(async () => expect(await panel().name()).toBe(ITEM_NAME))
  daemon.pause()
  const deadline = testDeadline(3000)
  await tray.stop()
  expect(deadline.lateMs()).toBe(0)
  daemon.resume()
})
