import { z } from 'zod'
import { listed } from '#shared/listed.ts'
import type { Details } from '#shared/views.ts'
import { API_STEPS, apiAddress, apiKey, statusPageField } from './api-fields.ts'
import {
  checkVendor,
  failedFinding,
  problemFinding,
  restAndCertificate,
  statusPageOf,
  type VendorFinding,
} from './check-vendor.ts'
import { type CheckContext, defineChecker } from './checker.ts'
import { hostOf, showUrl } from './http-exchange.ts'
import { askSupabasePart, type PartAnswer, SUPABASE_PARTS, type SupabasePart } from './supabase-part.ts'

const STATUS_PAGE = 'https://status.supabase.com'

const schema = z.strictObject({
  url: apiAddress.meta({ title: 'URL', description: 'Of the project: https://PROJECT.supabase.co.' }),
  key: apiKey.meta({
    title: 'Key',
    description: 'sb_publishable_…, sb_secret_…, or one of the older anon and service_role keys.',
    secret: true,
  }),
  parts: z
    .array(z.enum(SUPABASE_PARTS))
    .min(1, 'Name at least one part.')
    .default([...SUPABASE_PARTS])
    .meta({ title: 'Parts', description: 'What is asked: auth, rest, storage.' }),
  statusPage: statusPageField.default(STATUS_PAGE),
})
type SupabaseTarget = z.infer<typeof schema>

/** What became of asking one part. */
interface PartFinding {
  readonly part: SupabasePart
  readonly finding: VendorFinding
}

/** Asks Auth, the Data API and Storage of a Supabase project at once. `responseTimeMs` is that of the slowest. */
export const supabaseChecker = defineChecker<SupabaseTarget>({
  kind: 'supabase',
  title: 'Supabase',
  summary: 'Asks Auth, the Data API and Storage of a Supabase project.',
  schema,
  defaults: { category: 'apis', timeoutSeconds: 10 },
  callsVendor: true,
  whatToCheck: [
    ...API_STEPS,
    'The project URL and its keys stand at https://supabase.com/dashboard, in the settings of the project under API Keys.',
    'See there whether the project is paused, and what the logs of the part that fails say.',
    'Supabase reports its incidents at https://status.supabase.com.',
  ],
  describe({ url }) {
    const parsed = new URL(url)
    return { text: showUrl(parsed), host: hostOf(parsed) }
  },
  check(target, context) {
    // The status page is about projects that Supabase hosts, not about a server of one's own.
    const isVendorsOwn = /\.supabase\.(co|in)$/.test(new URL(target.url).hostname)
    return checkVendor(
      {
        statusPage: statusPageOf(target.statusPage, STATUS_PAGE, isVendorsOwn),
        keys: [target.key],
        find: own => findSupabase(target, own),
      },
      context,
    )
  },
})

async function findSupabase(target: SupabaseTarget, context: CheckContext): Promise<VendorFinding> {
  const parts = SUPABASE_PARTS.filter(part => target.parts.includes(part))
  const findings = await Promise.all(
    parts.map(async part => ({ part, finding: await findPart(part, target, context) })),
  )
  const bad = findings.filter(({ finding }) => finding.status !== 'healthy')
  const good = findings.filter(({ finding }) => finding.status === 'healthy')
  return {
    ...(bad[0]
      ? failureOf(bad[0], bad, good)
      : { status: 'healthy', message: `${listedParts(good)} answered` }),
    responseTimeMs: slowest(bad.length > 0 ? bad : good),
    details: { parts: Object.fromEntries(findings.map(({ part, finding }) => [part, finding.details])) },
    ...worstRest(findings),
  }
}

async function findPart(
  part: SupabasePart,
  target: SupabaseTarget,
  context: CheckContext,
): Promise<VendorFinding> {
  const startedAt = context.clock.monotonic()
  try {
    return partFinding(await askSupabasePart(part, target, context))
  } catch (error) {
    const finding = failedFinding(error, context)
    const timeMs = Math.round(context.clock.monotonic() - startedAt)
    return {
      ...finding,
      details: { healthy: false, statusCode: null, timeMs, message: finding.message },
    }
  }
}

function partFinding({ answer, problem }: PartAnswer): VendorFinding {
  const { statusCode, responseTimeMs } = answer
  const details: Details = { healthy: problem === undefined, statusCode, timeMs: responseTimeMs }
  if (problem === undefined) {
    return { status: 'healthy', message: '', responseTimeMs, details, ...restAndCertificate(answer) }
  }
  return { ...problemFinding(problem, answer), details: { ...details, message: problem.message } }
}

/** One part that fails is named with what is wrong with it; of the others, which fail as well and which work. */
function failureOf(
  first: PartFinding,
  bad: readonly PartFinding[],
  good: readonly PartFinding[],
): Pick<VendorFinding, 'status' | 'message' | 'failure' | 'vendorTrouble'> {
  const { message, failure = 'unexpected', vendorTrouble = false } = first.finding
  const others = bad.slice(1)
  const also =
    others.length === 0 ? '' : ` ${listedParts(others)} ${others.length === 1 ? 'fails' : 'fail'} too.`
  const work = good.length === 0 ? '' : ` ${listedParts(good)} ${good.length === 1 ? 'works' : 'work'}.`
  return { status: 'unhealthy', message: `${message}${also}${work}`, failure, vendorTrouble }
}

/** "Auth", "Auth and rest", "Auth, rest and storage". */
function listedParts(findings: readonly PartFinding[]): string {
  const text = listed(findings.map(({ part }) => part))
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}

function slowest(findings: readonly PartFinding[]): number | null {
  const times = findings.map(({ finding }) => finding.responseTimeMs).filter(time => time !== null)
  return times.length === 0 ? null : Math.max(...times)
}

function worstRest(
  findings: readonly PartFinding[],
): Pick<VendorFinding, 'retryAfterMs' | 'certificateExpiresAt'> {
  const rests = findings.map(({ finding }) => finding.retryAfterMs ?? 0)
  const expiries = findings.flatMap(({ finding }) => finding.certificateExpiresAt ?? [])
  const restMs = Math.max(0, ...rests)
  return {
    ...(restMs > 0 && { retryAfterMs: restMs }),
    ...(expiries.length > 0 && { certificateExpiresAt: Math.min(...expiries) }),
  }
}
