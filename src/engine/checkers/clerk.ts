import { z } from 'zod'
import { addressBelow, callApi } from './api-call.ts'
import { API_STEPS, apiAddress, apiKey, statusPageField } from './api-fields.ts'
import {
  checkVendor,
  problemFinding,
  restAndCertificate,
  statusPageOf,
  type VendorFinding,
} from './check-vendor.ts'
import { type CheckContext, defineChecker } from './checker.ts'
import { explainApiAnswer, undocumentedAnswer } from './explain-api-answer.ts'
import { hostOf, showUrl } from './http-exchange.ts'

const CLERK = 'https://api.clerk.com'
const STATUS_PAGE = 'https://status.clerk.com'

const schema = z.strictObject({
  secretKey: apiKey.meta({ title: 'Secret key', description: 'sk_live_… or sk_test_….', secret: true }),
  url: apiAddress
    .default(CLERK)
    .meta({ title: 'URL', description: 'Address of the Backend API.', advanced: true }),
  statusPage: statusPageField.default(STATUS_PAGE),
})
type ClerkTarget = z.infer<typeof schema>

const keySetSchema = z.looseObject({ keys: z.array(z.looseObject({ kty: z.string() })) })

/** Asks Clerk's Backend API for the keys that sessions are signed with: the cheapest call that needs the secret key. */
export const clerkChecker = defineChecker<ClerkTarget>({
  kind: 'clerk',
  title: 'Clerk',
  summary: 'Asks the Backend API of Clerk with the secret key.',
  schema,
  defaults: { category: 'apis', timeoutSeconds: 10 },
  callsVendor: true,
  whatToCheck: [
    ...API_STEPS,
    'The secret key of the instance stands at dashboard.clerk.com, under API keys; a rotated one stops working.',
    'Clerk reports its incidents at https://status.clerk.com.',
  ],
  describe({ url }) {
    const parsed = new URL(url)
    return { text: showUrl(addressBelow(url, '/v1/jwks')), host: hostOf(parsed) }
  },
  check(target, context) {
    const isVendorsOwn = new URL(target.url).origin === CLERK
    return checkVendor(
      {
        statusPage: statusPageOf(target.statusPage, STATUS_PAGE, isVendorsOwn),
        keys: [target.secretKey],
        find: own => findClerk(target, own),
      },
      context,
    )
  },
})

async function findClerk({ url, secretKey }: ClerkTarget, context: CheckContext): Promise<VendorFinding> {
  const vendor = { name: 'Clerk', key: 'secret key', action: 'read the instance', keys: [secretKey] }
  const answer = await callApi(
    { url: addressBelow(url, '/v1/jwks'), headers: { authorization: `Bearer ${secretKey}` } },
    context,
  )
  const problem = explainApiAnswer(answer, vendor)
  if (problem) return problemFinding(problem, answer)
  const parsed = keySetSchema.safeParse(answer.document)
  if (!parsed.success) return problemFinding(undocumentedAnswer(answer, vendor), answer)
  const count = parsed.data.keys.length
  return {
    status: 'healthy',
    message: count === 1 ? 'Answers with 1 signing key' : `Answers with ${count} signing keys`,
    responseTimeMs: answer.responseTimeMs,
    details: { ...answer.details, signingKeys: count },
    ...restAndCertificate(answer),
  }
}
