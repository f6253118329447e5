import { z } from 'zod'
import { type ApiAnswer, callApi } from './api-call.ts'
import { checkVendor, problemFinding, restAndCertificate, type VendorFinding } from './check-vendor.ts'
import { type CheckContext, defineChecker } from './checker.ts'
import { explainApiAnswer, undocumentedAnswer } from './explain-api-answer.ts'
import { describePusherApp, PUSHER_STEPS, pusherVendor } from './pusher.ts'
import { pusherAppFields, pusherCall } from './pusher-request.ts'

const schema = z.strictObject({
  ...pusherAppFields,
  channel: z
    .string()
    .regex(
      /^[\w=@,.;-]{1,200}$/,
      'The name of a channel has letters, digits and _ - = @ , . ; and at most 200 of them.',
    )
    .meta({ title: 'Channel', description: 'Such as dashboard-updates, private-… or presence-….' }),
  whenVacant: z.enum(['healthy', 'degraded', 'unhealthy']).default('healthy').meta({
    title: 'When vacant',
    description: 'What it means that nobody is subscribed.',
  }),
})
type PusherChannelTarget = z.infer<typeof schema>

const channelSchema = z.looseObject({
  occupied: z.boolean(),
  subscription_count: z.number().optional(),
  user_count: z.number().optional(),
})

/** Asks Pusher's HTTP API whether anybody is subscribed to a channel. */
export const pusherChannelChecker = defineChecker<PusherChannelTarget>({
  kind: 'pusher-channel',
  title: 'Pusher channel',
  summary: 'Asks Pusher whether a channel is occupied, and by how many.',
  schema,
  defaults: { category: 'realtime', timeoutSeconds: 10 },
  callsVendor: true,
  whatToCheck: [
    'A vacant channel: see whether its clients run, and connect to this app and cluster.',
    'Private and presence channels: see whether the endpoint that authorizes their subscribers works.',
    'Where a count is missing: switch subscription counting on, in the App Settings at dashboard.pusher.com.',
    ...PUSHER_STEPS,
  ],
  describe(target) {
    const { text, host } = describePusherApp(target)
    return { text: `${text}, channel ${target.channel}`, host }
  },
  check(target, context) {
    const keys = [target.secret, target.key]
    return checkVendor({ statusPage: null, keys, find: own => findChannel(target, own) }, context)
  },
})

async function findChannel(target: PusherChannelTarget, context: CheckContext): Promise<VendorFinding> {
  const vendor = pusherVendor(target, 'look at channels')
  const isPresence = target.channel.startsWith('presence-')
  const full = await askChannel(
    target,
    isPresence ? 'subscription_count,user_count' : 'subscription_count',
    context,
  )
  // An app for which counting is switched off is refused the count, not the rest.
  const isRefused = full.statusCode === 400 || full.statusCode === 403
  const answer = isRefused ? await askChannel(target, isPresence ? 'user_count' : undefined, context) : full
  const problem = explainApiAnswer(answer, vendor)
  if (problem) return problemFinding(problem, answer)
  const parsed = channelSchema.safeParse(answer.document)
  if (!parsed.success) return problemFinding(undocumentedAnswer(answer, vendor), answer)
  const channel = parsed.data
  const details = {
    ...answer.details,
    occupied: channel.occupied,
    subscriptionCount: channel.subscription_count ?? null,
    ...(isPresence && { userCount: channel.user_count ?? null }),
    ...(isRefused && { note: 'The subscription count is not available: counting is off for this app.' }),
  }
  const found = { responseTimeMs: answer.responseTimeMs, details, ...restAndCertificate(answer) }
  if (channel.occupied) return { status: 'healthy', message: occupiedText(channel), ...found }
  if (target.whenVacant === 'healthy') {
    return { status: 'healthy', message: 'Vacant: nobody is subscribed', ...found }
  }
  const message = `Nobody is subscribed to the channel ${target.channel}. See whether its clients run and connect to this app.`
  return { status: target.whenVacant, message, ...found, failure: 'unexpected' }
}

function askChannel(
  target: PusherChannelTarget,
  info: string | undefined,
  context: CheckContext,
): Promise<ApiAnswer> {
  const request = { path: `/channels/${target.channel}`, ...(info !== undefined && { params: { info } }) }
  return callApi(pusherCall(target, request, context.clock.now()), context)
}

function occupiedText({
  subscription_count: subscriptions,
  user_count: users,
}: z.infer<typeof channelSchema>) {
  const counts = [
    ...(subscriptions === undefined
      ? []
      : [subscriptions === 1 ? '1 subscription' : `${subscriptions} subscriptions`]),
    ...(users === undefined ? [] : [users === 1 ? '1 user' : `${users} users`]),
  ]
  return ['Occupied', ...counts].join(', ')
}
