import { z } from 'zod'
import { idSchema } from './config-id.ts'
import { holdsReference } from './reference.ts'

/**
 * The channels of the report ("System Health Channels", "Pusher Channels") in one list. Its three events are accepted on
 * any of them.
 */
export const REPORT_CHANNELS = [
  'dashboard-updates',
  'content-generation',
  'agent-status',
  'system-health',
  'metric-update',
  'service-status',
  'system-alert',
] as const

const httpAddress = z
  .string()
  .refine(text => holdsReference(text) || z.url({ protocol: /^https?$/ }).safeParse(text).success, {
    error: 'Give an http or https address.',
  })

/** A channel's name as Pusher allows it (https://pusher.com/docs/channels/using_channels/channels). */
const channelName = z
  .string()
  .regex(/^[A-Za-z0-9_\-=@,.;]{1,164}$/, 'Use letters, digits and _ - = @ , . ; at most 164 characters.')

const appId = z.string().regex(/^[\w.-]{1,100}$/, 'Give the id of the app, such as 1234567.')
const key = z.string().trim().min(1, 'Give the key of the app.').max(200)
const secret = z.string().min(1, 'Give the secret of the app.').max(500)

/** A channel that is listened to. */
export const pusherChannelSchema = z.strictObject({
  name: channelName.meta({ title: 'Name', description: 'private-... and presence-... are authorised.' }),
  expectedMinutes: z.number().min(0.1).max(10_080).optional().meta({
    title: 'Something every',
    unit: 'min',
    description: 'Without any event for longer it says so, and asks the backend instead.',
    whenEmpty: 'not expected',
  }),
})
export type PusherChannel = z.infer<typeof pusherChannelSchema>

/** Real-time events, in and out, over Pusher Channels or a server that speaks its protocol. */
export const pusherSchema = z
  .strictObject({
    on: z.boolean().default(false).meta({ title: 'On' }),
    key: key.optional().meta({ title: 'Key', description: 'The public key of the app.' }),
    cluster: z
      .string()
      .regex(/^[a-z\d-]{1,40}$/i, 'Give the short name of the cluster, such as mt1 or eu.')
      .default('mt1')
      .meta({ title: 'Cluster', description: 'Such as mt1, us2, us3, eu, ap1.' }),
    host: httpAddress.optional().meta({
      title: 'Host',
      description:
        'Address of an own Pusher-compatible server, such as http://127.0.0.1:6001, instead of the cluster.',
    }),
    appId: appId.optional().meta({ title: 'App id', description: 'To publish, and to authorise channels.' }),
    secret: secret.optional().meta({
      title: 'Secret',
      description: 'To publish, and to authorise private channels here. Never sent.',
      secret: true,
    }),
    listen: z
      .boolean()
      .default(true)
      .meta({ title: 'Listen', description: 'Take in what the channels say.' }),
    channels: z
      .array(pusherChannelSchema)
      .max(100)
      .prefault(() => REPORT_CHANNELS.map(name => ({ name })))
      .meta({ title: 'Channels' }),
    authUrl: httpAddress.optional().meta({
      title: 'Authorisation address',
      description: 'Where private channels are authorised, where there is no secret here.',
      advanced: true,
    }),
    authHeaders: z.record(z.string(), z.string()).optional().meta({
      title: 'Authorisation headers',
      description: 'Sent to it.',
      secret: true,
      advanced: true,
    }),
    fallbackBackend: idSchema.optional().meta({
      title: 'Backend behind it',
      description: 'Polled, and its /ws addresses listened to, while the channels are silent.',
      advanced: true,
    }),
    alertMinutes: z.number().min(1).max(10_080).default(30).meta({
      title: 'A pushed alert ends after',
      unit: 'min',
      description: 'Without being repeated.',
      advanced: true,
    }),
    publish: z.boolean().default(false).meta({
      title: 'Publish',
      description: 'Tell the channels what this Traylight sees. Needs app id and secret.',
    }),
    publishAs: z.string().trim().min(1).max(120).optional().meta({
      title: 'Publish as',
      description: 'The name of this watcher among others.',
      whenEmpty: 'the name of this machine',
      advanced: true,
    }),
    publishSeconds: z.number().min(10).max(3600).default(60).meta({
      title: 'Everything every',
      unit: 's',
      description: 'Besides what changes, so that who comes later knows it, too.',
      advanced: true,
    }),
  })
  .superRefine(({ on, key: given, publish, appId: app, secret: known }, ctx) => {
    if (!on) return
    if (given === undefined) {
      ctx.addIssue({ code: 'custom', path: ['key'], message: 'Give the key of the app.', input: given })
    }
    if (!publish) return
    const missing = { appId: app, secret: known }
    for (const [name, value] of Object.entries(missing)) {
      if (value !== undefined) continue
      const message = 'To publish, the app id and the secret are needed.'
      ctx.addIssue({ code: 'custom', path: [name], message, input: value })
    }
  })
export type PusherConfig = z.infer<typeof pusherSchema>

/** The HTTP face as a Pusher Channels server, for those who have no account. */
export const relaySchema = z
  .strictObject({
    on: z.boolean().default(false).meta({ title: 'On' }),
    appId: appId.default('traylight').meta({ title: 'App id' }),
    key: key.default('traylight').meta({ title: 'Key' }),
    secret: secret.optional().meta({
      title: 'Secret',
      description: 'Whoever knows it may publish and join private channels.',
      secret: true,
    }),
    clientEvents: z.boolean().default(false).meta({
      title: 'Client events',
      description: 'Let those who listen send client-... events on private and presence channels.',
    }),
    maxConnections: z
      .int()
      .min(1)
      .max(10_000)
      .default(200)
      .meta({ title: 'Connections at once', advanced: true }),
  })
  .superRefine(({ on, secret: given }, ctx) => {
    if (!on || given !== undefined) return
    ctx.addIssue({ code: 'custom', path: ['secret'], message: 'Give it a secret of your own.', input: given })
  })
export type RelayConfig = z.infer<typeof relaySchema>
