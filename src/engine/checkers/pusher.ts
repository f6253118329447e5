import { z } from 'zod'
import { callApi } from './api-call.ts'
import { API_STEPS, statusPageField } from './api-fields.ts'
import {
  checkVendor,
  problemFinding,
  restAndCertificate,
  statusPageOf,
  type VendorFinding,
} from './check-vendor.ts'
import { type CheckContext, defineChecker } from './checker.ts'
import { type ApiVendor, explainApiAnswer, undocumentedAnswer } from './explain-api-answer.ts'
import { hostOf } from './http-exchange.ts'
import { type PusherApp, pusherAppFields, pusherCall, pusherOrigin } from './pusher-request.ts'

const STATUS_PAGE = 'https://status.pusher.com'

const schema = z.strictObject({
  ...pusherAppFields,
  triggerTest: z.boolean().default(false).meta({
    title: 'Trigger test',
    description:
      'Also trigger the event health-check on the channel test-channel at each check. It counts as a message of your plan.',
  }),
  statusPage: statusPageField.default(STATUS_PAGE),
})
type PusherTarget = z.infer<typeof schema>

const channelsSchema = z.looseObject({ channels: z.record(z.string(), z.unknown()) })

/** The steps for a person when Pusher fails. */
export const PUSHER_STEPS = [
  ...API_STEPS,
  'App id, key, secret and cluster stand together at dashboard.pusher.com, under App Keys of the app.',
  'The message quota and whether the app is enabled stand there too, under Overview and App Settings.',
  'Pusher reports its incidents at https://status.pusher.com.',
] as const

/** Pusher in the words of its answers' explanations. */
export function pusherVendor({ key, secret }: PusherApp, action: string): ApiVendor {
  return {
    name: 'Pusher',
    key: 'key and secret',
    action,
    forbidden: 'The app is disabled or over its message quota.',
    keys: [secret, key],
  }
}

/** Where an app is, in words. */
export function describePusherApp(app: PusherApp): { readonly text: string; readonly host: string } {
  const url = new URL(pusherOrigin(app))
  return { text: `${url.host}, app ${app.appId}`, host: hostOf(url) }
}

/** Asks Pusher's HTTP API which channels of an app are occupied, and can trigger an event. */
export const pusherChecker = defineChecker<PusherTarget>({
  kind: 'pusher',
  title: 'Pusher',
  summary: 'Asks the HTTP API of a Pusher app for its channels; can trigger a test event.',
  schema,
  defaults: { category: 'apis', timeoutSeconds: 10 },
  callsVendor: true,
  whatToCheck: PUSHER_STEPS,
  describe: describePusherApp,
  check(target, context) {
    return checkVendor(
      {
        statusPage: statusPageOf(target.statusPage, STATUS_PAGE, target.host === undefined),
        keys: [target.secret, target.key],
        find: own => findPusher(target, own),
      },
      context,
    )
  },
})

async function findPusher(target: PusherTarget, context: CheckContext): Promise<VendorFinding> {
  const vendor = pusherVendor(target, 'list channels')
  const answer = await callApi(pusherCall(target, { path: '/channels' }, context.clock.now()), context)
  const problem = explainApiAnswer(answer, vendor)
  if (problem) return problemFinding(problem, answer)
  const parsed = channelsSchema.safeParse(answer.document)
  if (!parsed.success) return problemFinding(undocumentedAnswer(answer, vendor), answer)
  const count = Object.keys(parsed.data.channels).length
  const listed: VendorFinding = {
    status: 'healthy',
    message: count === 1 ? '1 channel is occupied' : `${count} channels are occupied`,
    responseTimeMs: answer.responseTimeMs,
    details: { ...answer.details, occupiedChannels: count },
    ...restAndCertificate(answer),
  }
  return target.triggerTest ? await triggerEvent(target, listed, context) : listed
}

/** The report's test of Pusher: `trigger('test-channel', 'health-check', {'test': True})`. */
async function triggerEvent(
  target: PusherTarget,
  listed: VendorFinding,
  context: CheckContext,
): Promise<VendorFinding> {
  const vendor = pusherVendor(target, 'trigger events')
  const body = { name: 'health-check', channels: ['test-channel'], data: JSON.stringify({ test: true }) }
  const request = { method: 'POST', path: '/events', body } as const
  const answer = await callApi(pusherCall(target, request, context.clock.now()), context)
  const isDocumented = z.looseObject({}).safeParse(answer.document).success
  const problem =
    explainApiAnswer(answer, vendor) ?? (isDocumented ? undefined : undocumentedAnswer(answer, vendor))
  const details = { ...listed.details, triggered: problem === undefined, triggerMs: answer.responseTimeMs }
  if (problem === undefined) return { ...listed, message: `${listed.message}, event triggered`, details }
  const finding = problemFinding(problem, answer)
  return { ...finding, details: { ...details, ...finding.details } }
}
