import type { CaaRecord } from 'node:dns'
import { Resolver } from 'node:dns/promises'
import { isIP, SocketAddress } from 'node:net'
import { z } from 'zod'
import { CheckFailure, type CheckOutcome, defineChecker, type FailureKind } from './checker.ts'
import { inSeconds, passedDeadline } from './passed-deadline.ts'

const RECORD_TYPES = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT', 'SRV', 'SOA', 'PTR', 'CAA'] as const

/** Answers shown in the details, at most: a name may have thousands. */
const SHOWN_ANSWERS = 50

const schema = z.strictObject({
  host: z
    .string()
    .trim()
    .min(1, 'Give the name to look up.')
    .max(253, 'A name has at most 253 characters.')
    .regex(
      /^[^\s/:@]+$|^[\da-fA-F:.]+$/,
      'Give a name such as example.com, not an address with scheme or path.',
    )
    .meta({ title: 'Name', description: 'The name to look up; for PTR, an address.' }),
  recordType: z.enum(RECORD_TYPES).default('A').meta({ title: 'Record type' }),
  expect: z.array(z.string().trim().min(1)).max(100).optional().meta({
    title: 'Expected answers',
    description: 'Each of these must be among the answers. MX and SRV may be given by their host alone.',
  }),
  server: z
    .string()
    .refine(server => isIP(server) !== 0, 'Give the IP address of the DNS server.')
    .optional()
    .meta({ title: 'DNS server', description: "Its IP address; this machine's own servers if left out." }),
  port: z.int().min(1).max(65_535).default(53).meta({ title: 'Port', advanced: true }),
  exact: z.boolean().default(false).meta({
    title: 'No other answers',
    description: 'Anything but the expected answers is a failure.',
    advanced: true,
  }),
})
type DnsTarget = z.infer<typeof schema>

/** Answers as text, in the order of a zone file's fields: "10 mail.example.com". */
interface Answers {
  readonly values: readonly string[]
  /** The smallest time to live in seconds; null where it is not told. */
  readonly ttlSeconds: number | null
}

/** Looks a name up at a DNS server, past this machine's hosts file and caches. */
export const dnsChecker = defineChecker<DnsTarget>({
  kind: 'dns',
  title: 'DNS',
  summary: 'Looks up a name and compares the answers.',
  schema,
  defaults: { category: 'system' },
  whatToCheck: [
    'Look the name up by hand: dig NAME TYPE @SERVER, or nslookup -type=TYPE NAME SERVER.',
    'If only one server gives a wrong answer, it may not have loaded the newest zone.',
    'If the server does not answer at all, check that it runs and that UDP and TCP port 53 are let through.',
  ],
  describe: target => ({
    text: `${target.host} (${target.recordType}${target.server ? ` at ${serverText(target)}` : ''})`,
    host: target.server ?? target.host,
  }),
  async check(target, { signal, clock, timeoutMs }) {
    signal.throwIfAborted()
    // It asks again within the timeout, since a datagram may be lost; the deadline itself is the signal's.
    const resolver = new Resolver({ timeout: Math.max(50, Math.ceil(timeoutMs / 3)), tries: 3 })
    if (target.server !== undefined) {
      resolver.setServers([
        isIP(target.server) === 6 ? `[${target.server}]:${target.port}` : serverText(target),
      ])
    }
    const asked = target.server === undefined ? resolver.getServers().join(', ') : serverText(target)
    const cancel = () => resolver.cancel()
    signal.addEventListener('abort', cancel, { once: true })
    const started = clock.monotonic()
    const details = { recordType: target.recordType, server: asked }
    try {
      const answers = await lookUp(resolver, target)
      return judge(target, answers, clock.monotonic() - started, details)
    } catch (error) {
      if (signal.aborted && !passedDeadline(signal)) throw signal.reason
      throw explain(error, target, { asked, within: inSeconds(timeoutMs), details })
    } finally {
      signal.removeEventListener('abort', cancel)
    }
  },
})

function serverText(target: DnsTarget): string {
  const address = target.server ?? ''
  return isIP(address) === 6 ? `[${address}]:${target.port}` : `${address}:${target.port}`
}

async function lookUp(resolver: Resolver, { host, recordType }: DnsTarget): Promise<Answers> {
  const withTtl = (records: readonly { address: string; ttl: number }[]): Answers => ({
    values: records.map(record => record.address),
    ttlSeconds: records.length === 0 ? null : Math.min(...records.map(record => record.ttl)),
  })
  const plain = (values: readonly string[]): Answers => ({ values, ttlSeconds: null })
  switch (recordType) {
    case 'A':
      return withTtl(await resolver.resolve4(host, { ttl: true }))
    case 'AAAA':
      return withTtl(await resolver.resolve6(host, { ttl: true }))
    case 'CNAME':
      return plain(await resolver.resolveCname(host))
    case 'MX':
      return plain(
        (await resolver.resolveMx(host))
          .toSorted((a, b) => a.priority - b.priority)
          .map(({ priority, exchange }) => `${priority} ${exchange}`),
      )
    case 'NS':
      return plain(await resolver.resolveNs(host))
    case 'TXT':
      return plain((await resolver.resolveTxt(host)).map(chunks => chunks.join('')))
    case 'SRV':
      return plain(
        (await resolver.resolveSrv(host)).map(
          ({ priority, weight, port, name }) => `${priority} ${weight} ${port} ${name}`,
        ),
      )
    case 'SOA': {
      const soa = await resolver.resolveSoa(host)
      return plain([`${soa.nsname} ${soa.hostmaster} ${soa.serial}`])
    }
    case 'PTR':
      return plain(isIP(host) === 0 ? await resolver.resolvePtr(host) : await resolver.reverse(host))
    case 'CAA':
      return plain((await resolver.resolveCaa(host)).map(caaText))
  }
}

function caaText(record: CaaRecord): string {
  const [property, value] = Object.entries(record).find(([key]) => key !== 'critical' && key !== 'type') ?? []
  return `${record.critical} ${property} ${value}`
}

function judge(
  target: DnsTarget,
  { values, ttlSeconds }: Answers,
  responseTimeMs: number,
  known: CheckOutcome['details'],
): CheckOutcome {
  const { host, recordType, expect = [], exact } = target
  const details = {
    ...known,
    answers: values.slice(0, SHOWN_ANSWERS),
    ...(values.length > SHOWN_ANSWERS ? { answerCount: values.length } : {}),
    ...(ttlSeconds === null ? {} : { ttlSeconds }),
  }
  const missing = expect.filter(wanted => !values.some(value => isSameAnswer(recordType, value, wanted)))
  const others = exact
    ? values.filter(value => !expect.some(wanted => isSameAnswer(recordType, value, wanted)))
    : []
  const wrong = (message: string): CheckOutcome => ({
    status: 'unhealthy',
    message,
    responseTimeMs,
    details,
    failure: 'unexpected',
  })
  if (missing.length > 0) {
    return wrong(
      `${host} has ${recordType} ${listed(values)}, but not the expected ${listed(missing)}. Was the record changed?`,
    )
  }
  if (others.length > 0) return wrong(`${host} has ${recordType} ${listed(others)}, which is not expected.`)
  return { status: 'healthy', message: `${recordType} ${listed(values)}`, responseTimeMs, details }
}

/** Whether an answer is the one that was expected: names without regard to case, addresses in any spelling. */
function isSameAnswer(recordType: DnsTarget['recordType'], answer: string, wanted: string): boolean {
  if (recordType === 'TXT') return answer === wanted
  const normal = (text: string) => {
    if (isIP(text) === 6) return new SocketAddress({ address: text, family: 'ipv6' }).address
    return text.toLowerCase().replace(/\.$/, '')
  }
  if (normal(answer) === normal(wanted)) return true
  const isHostAlone = (recordType === 'MX' || recordType === 'SRV') && !wanted.includes(' ')
  return isHostAlone && normal(answer.split(' ').at(-1) ?? '') === normal(wanted)
}

function listed(values: readonly string[]): string {
  const shown = values.slice(0, 3).map(value => (value.length > 80 ? `${value.slice(0, 79)}…` : value))
  const more = values.length - shown.length
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ')
}

interface Asked {
  readonly asked: string
  readonly within: string
  readonly details: CheckOutcome['details']
}

/** What a resolver's error code means, in words. */
function explain(
  error: unknown,
  { host, recordType }: DnsTarget,
  { asked, within, details }: Asked,
): unknown {
  const silence: readonly [FailureKind, string] = [
    'timeout',
    `The DNS server ${asked} did not answer within ${within}. Is it running, and is UDP port 53 let through?`,
  ]
  const because: Readonly<Record<string, readonly [FailureKind, string]>> = {
    ENOTFOUND: ['unexpected', `The DNS server ${asked} says that ${host} does not exist (NXDOMAIN).`],
    ENODATA: ['unexpected', `${host} exists but has no ${recordType} record, says the DNS server ${asked}.`],
    ESERVFAIL: [
      'protocol',
      `The DNS server ${asked} failed to look up ${host} (SERVFAIL). See its log, or the servers it asks.`,
    ],
    EREFUSED: ['auth', `The DNS server ${asked} refuses to look up ${host} for this machine (REFUSED).`],
    ENOTIMP: ['protocol', `The DNS server ${asked} does not know how to look up ${recordType} records.`],
    EFORMERR: ['protocol', `The DNS server ${asked} did not understand the question (FORMERR).`],
    EBADRESP: ['protocol', `The DNS server ${asked} sent an answer that cannot be read.`],
    EBADNAME: ['misconfigured', `${host} is no name that can be looked up.`],
    ECONNREFUSED: ['refused', `Nothing answers DNS at ${asked}: the connection was refused. Is it running?`],
    ETIMEOUT: silence,
    ECANCELLED: silence,
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const known = because[code]
  return known ? new CheckFailure(known[0], known[1], details) : error
}
