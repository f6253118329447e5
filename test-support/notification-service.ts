import { createClient, defineInterface } from 'dbus-native'
import { z } from 'zod'

/** One call of Notify, as it arrived. */
export interface Notified {
  /** The id it was given; that of another where it took its place. */
  readonly id: number
  readonly appName: string
  readonly replacesId: number
  readonly appIcon: string
  readonly summary: string
  readonly body: string
  readonly actions: readonly string[]
  readonly hints: Readonly<Record<string, unknown>>
  readonly expireTimeout: number
}

/** A desktop's notification service (Desktop Notifications Specification 1.2) that shows nothing and remembers all. */
export interface NotificationService {
  readonly notified: readonly Notified[]
  /** The ids that were taken back with CloseNotification. */
  readonly takenBack: readonly number[]
  /** Does as if the person had chosen an action of a notification; resolves once the bus has passed that on. */
  act(id: number, action?: string, activationToken?: string): Promise<void>
  /** Does as if the person had dismissed it. */
  dismiss(id: number): Promise<void>
  stop(): Promise<void>
}

const notifySchema = z.object({
  appName: z.string(),
  replacesId: z.number(),
  appIcon: z.string(),
  summary: z.string(),
  body: z.string(),
  actions: z.array(z.string()),
  hints: z.record(z.string(), z.unknown()),
  expireTimeout: z.number(),
})
const DISMISSED = 2
const TAKEN_BACK = 3
/** Of the daemon's RequestName: the name is ours. */
const PRIMARY_OWNER = 1
export const ALL_CAPABILITIES = ['actions', 'body', 'body-markup', 'icon-static', 'persistence']

/** Answers to org.freedesktop.Notifications on the bus at `address` from when this resolves. */
export async function startNotificationService(
  address: string,
  capabilities: readonly string[] = ALL_CAPABILITIES,
): Promise<NotificationService> {
  const bus = createClient({ busAddress: address })
  bus.connection.on('error', () => {})
  const notified: Notified[] = []
  const takenBack: number[] = []
  let lastId = 0
  const service = defineInterface({
    name: 'org.freedesktop.Notifications',
    methods: {
      GetCapabilities: { out: { capabilities: 'as' }, handler: () => capabilities },
      GetServerInformation: {
        out: { name: 's', vendor: 's', version: 's', specVersion: 's' },
        handler: () => ({ name: 'test', vendor: 'Traylight', version: '1', specVersion: '1.2' }),
      },
      Notify: {
        in: {
          ...{ appName: 's', replacesId: 'u', appIcon: 's', summary: 's', body: 's' },
          ...{ actions: 'as', hints: 'a{sv}', expireTimeout: 'i' },
        },
        out: { id: 'u' },
        handler: asked => {
          const call = notifySchema.parse(asked)
          const id = call.replacesId === 0 ? ++lastId : call.replacesId
          notified.push({ ...call, id })
          return id
        },
      },
      CloseNotification: {
        in: { id: 'u' },
        handler: ({ id }) => {
          takenBack.push(z.number().parse(id))
          service.emit.NotificationClosed?.(id, TAKEN_BACK)
        },
      },
    },
    signals: {
      ActionInvoked: { args: { id: 'u', action_key: 's' } },
      ActivationToken: { args: { id: 'u', token: 's' } },
      NotificationClosed: { args: { id: 'u', reason: 'u' } },
    },
  })
  bus.exportInterface(service.impl, '/org/freedesktop/Notifications', service.descriptor)
  const taken = await bus.requestName('org.freedesktop.Notifications', 0)
  if (taken !== PRIMARY_OWNER) throw new Error('There is a notification service on this bus already.')
  return {
    notified,
    takenBack,
    async act(id, action = 'default', activationToken) {
      if (activationToken !== undefined) service.emit.ActivationToken?.(id, activationToken)
      service.emit.ActionInvoked?.(id, action)
      await bus.getId()
    },
    async dismiss(id) {
      service.emit.NotificationClosed?.(id, DISMISSED)
      await bus.getId()
    },
    stop: () => bus.close(),
  }
}
