import { createClient, defineInterface } from 'dbus-native'
import { z } from 'zod'

/** What a desktop's tray knows items by: org.kde.StatusNotifierWatcher, which draws nothing. */
export interface StatusNotifierWatcher {
  /** Bus names that registered, in order; twice if they did so twice. */
  readonly registered: readonly string[]
  stop(): Promise<void>
}

/** How the watcher behaves. */
export interface StatusNotifierWatcherOptions {
  /** Whether it says that something draws the icons; true if left out. */
  readonly hasHost?: boolean
  /** So many registrations are refused before one is taken. */
  readonly refusals?: number
}

/** Answers to org.kde.StatusNotifierWatcher on the bus at `address` from when this resolves. */
export async function startStatusNotifierWatcher(
  address: string,
  { hasHost = true, refusals = 0 }: StatusNotifierWatcherOptions = {},
): Promise<StatusNotifierWatcher> {
  const bus = createClient({ busAddress: address })
  bus.connection.on('error', () => {})
  const registered: string[] = []
  let refused = 0
  const watcher = defineInterface({
    name: 'org.kde.StatusNotifierWatcher',
    methods: {
      RegisterStatusNotifierItem: {
        in: { service: 's' },
        handler: ({ service }) => {
          if (refused++ < refusals) throw new Error('Not ready yet')
          registered.push(z.string().parse(service))
          return null
        },
      },
    },
    properties: {
      IsStatusNotifierHostRegistered: { type: 'b', access: 'read', value: hasHost },
      RegisteredStatusNotifierItems: { type: 'as', access: 'read', get: () => registered },
    },
  })
  bus.exportInterface(watcher.impl, '/StatusNotifierWatcher', watcher.descriptor)
  await bus.requestName('org.kde.StatusNotifierWatcher', 0)
  return { registered, stop: () => bus.close() }
}
