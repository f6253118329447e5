import type { NotificationCallback } from 'node-notifier'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  type NotificationService,
  startNotificationService,
} from '../../../test-support/notification-service.ts'
import { recordingLog } from '../../../test-support/recording-log.ts'
import { startSessionBus, type TestSessionBus } from '../../../test-support/session-bus.ts'
import { systemClock } from '../clock.ts'
import { FakeClock } from '../fake-clock.ts'
import type { Notification } from './notification.ts'
import type { NotificationAction } from './notification-action.ts'
import { ProgramNotifier } from './program-notifier.ts'

const outage: Notification = {
  title: 'PostgreSQL is unhealthy',
  body: 'It refused the connection.\nSince 14:02.',
  urgency: 'critical',
  icon: 'unhealthy',
  route: { page: 'monitor', id: 'postgres' },
}

const acknowledge: NotificationAction = { id: 'acknowledge', label: 'Acknowledge', incidentIds: ['i1'] }
const mute: NotificationAction = {
  ...{ id: 'mute', label: 'Mute 1 h', hours: 1 },
  targets: [{ scope: 'monitor', id: 'postgres' }],
}

function make(platform: NodeJS.Platform, clock = systemClock) {
  const log = recordingLog()
  const onOpen = vi.fn()
  const onAction = vi.fn()
  const iconFile = (icon: string) => `/icons/${icon}.png`
  const options = { platform, clock, log, iconFile, onOpen, onAction }
  return { log, onOpen, onAction, notifier: new ProgramNotifier(options) }
}

describe('notify-send on Linux', () => {
  let daemon: TestSessionBus
  let service: NotificationService
  beforeEach(async () => {
    daemon = await startSessionBus()
    service = await startNotificationService(daemon.address)
    vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', daemon.address)
  })
  afterEach(async () => {
    vi.unstubAllEnvs()
    await service.stop()
    await daemon.remove()
  })

  it('shows a notification with its words, picture and urgency', async () => {
    const { notifier, log } = make('linux')
    expect(await notifier.show(outage)).toEqual({ isShown: true })
    expect(log.lines).toEqual([])
    expect(service.notified).toMatchObject([
      {
        appName: 'Traylight',
        appIcon: '/icons/unhealthy.png',
        summary: 'PostgreSQL is unhealthy',
        body: 'It refused the connection.\nSince 14:02.',
        hints: { urgency: 2, category: 'x-traylight.status', 'desktop-entry': 'traylight' },
        expireTimeout: 0,
      },
    ])
  })

  it('lets no word be an option, markup or a command', async () => {
    const { notifier } = make('linux')
    await notifier.show({ ...outage, title: '--help', body: '$(id) `id` "; id; \\$HOME \\n <b>1 & 2</b>' })
    await notifier.show({ ...outage, title: 'a\nb', body: '-u low' })
    await notifier.show({ ...outage, body: '' })
    expect(service.notified).toMatchObject([
      { summary: '\u2011-help', body: '$(id) `id` "; id; \\$HOME \\n &lt;b&gt;1 &amp; 2&lt;/b&gt;' },
      { summary: 'a b', body: '\u2011u low', hints: { urgency: 2 } },
      { summary: 'PostgreSQL is unhealthy', body: ' ' },
    ])
  })

  it('says once, and with what to do, that nothing can be shown', async () => {
    await daemon.stop()
    const { notifier, log } = make('linux')
    expect(await notifier.show(outage)).toMatchObject({ isShown: false })
    expect(await notifier.show(outage)).toEqual({
      isShown: false,
      problem:
        'Notifications cannot be shown on this machine. Start the notification service of your desktop, or install one such as dunst, and notify-send (libnotify-bin).',
    })
    expect(log.lines).toEqual([
      {
        level: 'warn',
        facts: { reason: expect.stringContaining('Could not connect') },
        message: expect.stringMatching(
          /^Notifications cannot be shown on this machine\. Start the notification/,
        ),
      },
    ])
  })

  it('shows nothing any more once it has stopped', async () => {
    const { notifier } = make('linux')
    await notifier.stop()
    expect(await notifier.show(outage)).toMatchObject({ isShown: false })
    expect(service.notified).toEqual([])
  })
})

/** The programs of Windows and macOS do not run here: what node-notifier is asked, and what it answers. */
describe.each([
  ['win32', 'WindowsToaster', { message: outage.body, icon: '/icons/unhealthy.png', wait: true, id: 7410 }],
  [
    'darwin',
    'NotificationCenter',
    { contentImage: '/icons/unhealthy.png', group: 'traylight', timeout: 3600 },
  ],
] as const)('the notifications of %s', (platform, name, expected) => {
  const asked: unknown[] = []
  let answer: NotificationCallback = () => {}
  beforeEach(() => {
    asked.length = 0
    class Program {
      notify(request: unknown, callback: typeof answer) {
        asked.push(request)
        answer = callback
      }
    }
    vi.doMock('node-notifier', () => ({ default: { [name]: Program } }))
  })
  afterEach(() => vi.doUnmock('node-notifier'))

  it('stay until they are clicked, which opens what they are about', async () => {
    const clock = new FakeClock()
    const { notifier, onOpen } = make(platform, clock)
    const shown = notifier.show(outage)
    await vi.waitFor(() => expect(asked).toHaveLength(1))
    await clock.advance(2000)
    await shown
    expect(asked).toMatchObject([{ title: 'PostgreSQL is unhealthy', ...expected }])
    answer(null, 'timeout')
    expect(onOpen).not.toHaveBeenCalled()
    answer(null, 'activate')
    expect(onOpen.mock.calls).toEqual([[outage.route, null]])
    await notifier.stop()
    answer(null, 'activate')
    expect(onOpen).toHaveBeenCalledTimes(1)
  })

  it('have buttons, of which one is told what it is about', async () => {
    const { notifier, onOpen, onAction } = make(platform)
    const shown = notifier.show({ ...outage, actions: [acknowledge, mute] })
    await vi.waitFor(() => expect(asked).toHaveLength(1))
    expect(asked).toMatchObject([{ actions: ['Acknowledge', 'Mute 1 h'] }])
    const chose = (label: string) =>
      platform === 'win32'
        ? answer(null, label.toLowerCase(), { activationType: label })
        : answer(null, 'activate', { activationType: 'actionClicked', activationValue: label })
    chose('Mute 1 h')
    await shown
    chose('Acknowledge')
    expect(onAction.mock.calls).toEqual([[mute], [acknowledge]])
    expect(onOpen).not.toHaveBeenCalled()
    answer(null, 'activate', { activationType: 'contentsClicked' })
    expect(onOpen).toHaveBeenCalledTimes(1)
    await notifier.stop()
    chose('Acknowledge')
    expect(onAction).toHaveBeenCalledTimes(2)
  })

  it('that fail are complained of once', async () => {
    const { notifier, log } = make(platform)
    for (let times = 0; times < 2; times++) {
      const shown = notifier.show(outage)
      await vi.waitFor(() => expect(asked).toHaveLength(times + 1))
      answer(new Error('switched off'), '')
      await shown
    }
    expect(log.messages('warn')).toEqual([
      `Notifications cannot be shown on this machine. Allow them for Traylight in the system's settings.`,
    ])
  })
})
