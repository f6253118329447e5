import { isIP } from 'node:net'
import { z } from 'zod'
import { CheckFailure, type CheckOutcome, defineChecker, type FailureKind } from './checker.ts'
import { inSeconds, passedDeadline } from './passed-deadline.ts'
import { readPingOutput } from './ping-output.ts'
import { printable, shorten } from './printable-text.ts'
import { type ProgramEnd, runProgram } from './run-program.ts'

const percent = z.number().min(0).max(100)

const schema = z
  .strictObject({
    host: z
      .string()
      .trim()
      .max(253, 'A name has at most 253 characters.')
      // It becomes an argument of a program: nothing that begins like an option gets through here.
      .regex(/^[A-Za-z0-9_:][A-Za-z0-9_.:%-]*$/, 'Give a host name or an IP address.')
      .meta({ title: 'Host', description: 'Name or IP address.' }),
    count: z.int().min(1).max(20).default(3).meta({ title: 'Packets', description: 'How many to send.' }),
    lossWarningPercent: percent.default(20).meta({
      title: 'Loss, warning',
      description: 'Degraded where more of the packets than this are lost.',
      unit: '%',
    }),
    lossCriticalPercent: percent.default(60).meta({
      title: 'Loss, critical',
      description: 'Unhealthy where more of the packets than this are lost.',
      unit: '%',
    }),
  })
  .refine(target => target.lossWarningPercent <= target.lossCriticalPercent, {
    message: 'The warning threshold must not be above the critical one.',
    path: ['lossWarningPercent'],
  })
type PingTarget = z.infer<typeof schema>

/** Where it runs: what `ping` is called there and which system's options it takes. */
export interface PingProgram {
  readonly platform: NodeJS.Platform
  /** In place of the system's own. */
  readonly program?: string
}

/** Makes the checker for this system, or for a `ping` of another. */
export function createPingChecker({ platform, program }: PingProgram) {
  return defineChecker<PingTarget>({
    kind: 'ping',
    title: 'Ping',
    summary: 'Sends echo requests and measures loss and round trip time.',
    schema,
    defaults: { category: 'system' },
    whatToCheck: [
      'Ping the host by hand. If that works, Traylight runs as a user that may not ping.',
      'Many firewalls and cloud networks drop echo requests: then use a tcp or http check instead.',
      'Loss on the way: look at the cable or the wireless network first, then at the VPN.',
    ],
    describe: target => ({ text: target.host, host: target.host }),
    async check(target, { signal, clock, timeoutMs }) {
      const command = pingCommand(platform, target, timeoutMs)
      let end: ProgramEnd
      try {
        end = await runProgram({
          program: program ?? command.program,
          args: command.args,
          env: { LC_ALL: 'C' },
          maxOutputBytes: 65_536,
          signal,
          clock,
        })
      } catch (error) {
        throw explainStart(error)
      }
      if (end.because === 'aborted' && !passedDeadline(signal)) throw signal.reason
      return judge(target, end, timeoutMs)
    },
  })
}

/** Pings a host with the system's own `ping`, which needs no privileges of ours. */
export const pingChecker = createPingChecker({ platform: process.platform })

/**
 * The program and its arguments on each system. The waiting times are chosen so that it ends by itself within the
 * timeout even where nothing answers.
 */
export function pingCommand(
  platform: NodeJS.Platform,
  { host, count }: Pick<PingTarget, 'host' | 'count'>,
  timeoutMs: number,
): { readonly program: string; readonly args: readonly string[] } {
  const isIpv6 = host.includes(':')
  if (platform === 'win32') {
    // One second between packets is fixed there, and each may be waited for.
    const waitMs = Math.max(100, Math.floor(timeoutMs / count) - 100)
    return { program: 'ping', args: ['-n', String(count), '-w', String(waitMs), host] }
  }
  // 0.2 s is the shortest interval for which no privileges are needed.
  const packets = ['-n', '-c', String(count), '-i', '0.2']
  const lastWaitMs = Math.max(100, timeoutMs - (count - 1) * 200 - 500)
  if (platform === 'darwin') {
    if (isIpv6) return { program: 'ping6', args: [...packets, '--', host] }
    return { program: 'ping', args: [...packets, '-W', String(lastWaitMs), '--', host] }
  }
  const waitSeconds = Math.max(1, Math.floor(lastWaitMs / 1000))
  return { program: 'ping', args: [...packets, '-W', String(waitSeconds), '--', host] }
}

function judge(target: PingTarget, end: ProgramEnd, timeoutMs: number): CheckOutcome {
  const { host, count } = target
  const { received, roundTripsMs } = readPingOutput(end.stdout)
  const answered = Math.min(received, count)
  const lossPercent = Number((((count - answered) / count) * 100).toFixed(1))
  if (answered === 0) throw explainSilence(target, end, timeoutMs)
  const average = roundTripsMs.reduce((sum, time) => sum + time, 0) / roundTripsMs.length
  const rounded = (time: number) => Number(time.toFixed(3))
  const details = {
    sent: count,
    received: answered,
    lossPercent,
    minimumMs: Math.min(...roundTripsMs),
    averageMs: rounded(average),
    maximumMs: Math.max(...roundTripsMs),
  }
  const found = { responseTimeMs: rounded(average), details }
  const lost = `${count - answered} of ${count} packets to ${host} were lost (${lossPercent} %).`
  if (lossPercent > target.lossCriticalPercent) {
    return { ...found, status: 'unhealthy', message: lost, failure: 'unreachable' }
  }
  if (lossPercent > target.lossWarningPercent) return { ...found, status: 'degraded', message: lost }
  const message = `${answered} of ${count} packets answered, ${rounded(average)} ms on average`
  return { ...found, status: 'healthy', message }
}

/** What `ping` complained of where not a single reply came. */
function explainSilence({ host, count }: PingTarget, end: ProgramEnd, timeoutMs: number): CheckFailure {
  const said = `${end.stderr}\n${end.stdout}`
  const complaints: readonly (readonly [RegExp, FailureKind, string])[] = [
    [
      /not permitted|permission denied|lacking privilege|must be root|are you root/i,
      'misconfigured',
      'This user may not ping. On Linux: allow it with sysctl net.ipv4.ping_group_range or give ping its capability (setcap cap_net_raw+p).',
    ],
    [
      /temporary failure in name|try again/i,
      'unreachable',
      `The name ${host} could not be looked up: the DNS server does not answer.`,
    ],
    [
      /unknown host|not known|cannot resolve|could not find host|bad address|no address associated|nodename nor servname/i,
      ...notFound(host),
    ],
    [
      /address family|not supported|can't assign/i,
      'unreachable',
      `This machine has no address from which to reach ${host}.`,
    ],
    [/unreachable|no route/i, 'unreachable', `There is no route to ${host}. Check the network or the VPN.`],
    [
      /invalid option|unrecognized option|illegal option|usage:/i,
      'misconfigured',
      'The ping program of this machine does not take the usual options. Install iputils-ping.',
    ],
  ]
  const known = complaints.find(([pattern]) => pattern.test(said))
  if (known) return new CheckFailure(known[1], known[2])
  // Exit code 1 is "no reply" everywhere; others are troubles of ping itself.
  const complaint = shorten(printable(end.stderr).trim().split('\n', 1)[0] ?? '', 200)
  if (end.because === 'exit' && end.exitCode !== 1 && complaint !== '') {
    return new CheckFailure(
      'unexpected',
      `The ping program of this machine could not ask ${host}: ${complaint}`,
    )
  }
  return new CheckFailure(
    'timeout',
    `${host} answered none of ${count} packets within ${inSeconds(timeoutMs)}. It is down, or a firewall drops pings.`,
    { sent: count, received: 0, lossPercent: 100 },
  )
}

/** Some systems' `ping` takes an IPv6 address for a name, since it has another program for them. */
function notFound(host: string): readonly [FailureKind, string] {
  if (isIP(host.replace(/%.*$/, '')) === 6) {
    return ['misconfigured', 'The ping program of this machine does not know IPv6. Install iputils-ping.']
  }
  return ['unreachable', `The name ${host} was not found. Check its spelling and DNS.`]
}

function explainStart(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') {
    return new CheckFailure(
      'misconfigured',
      'There is no ping program on this machine. Install it (on Debian and Ubuntu: apt-get install iputils-ping) or use a tcp check.',
    )
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new CheckFailure('misconfigured', 'This user may not run the ping program of this machine.')
  }
  return error
}
