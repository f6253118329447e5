import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findProgram } from '#demo/programs/find-program.ts'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { systemClock } from '../clock.ts'
import { KeptResources } from '../watch/kept-resources.ts'
import { createPingChecker, pingChecker, pingCommand } from './ping.ts'
import { runCheck } from './run-check.ts'

const keep = new KeptResources().keeperFor('test')
const hasPing = await findProgram('ping', [], 'iputils-ping').then(
  () => true,
  () => false,
)

const reply = (ms: number) => `64 bytes from 192.0.2.1: icmp_seq=1 ttl=64 time=${ms} ms`

// Programs that print what ping prints: a real network has no packet loss to order.
describe.skipIf(process.platform === 'win32')('ping', () => {
  let dir: TempDir
  beforeAll(async () => {
    dir = await makeTempDir('ping')
  })
  afterAll(() => dir.remove())

  /** Pings with a program of ours that runs these lines of shell. */
  const run = async (script: string, target: object = {}, timeoutMs = 5000) => {
    const program = join(dir.path, `ping-${Math.random().toString(36).slice(2)}`)
    await writeFile(program, `#!/bin/sh\n${script}\n`)
    await chmod(program, 0o755)
    const checker = createPingChecker({ platform: 'linux', program })
    return runCheck(checker, { host: '192.0.2.1', ...target }, { timeoutMs, clock: systemClock, keep })
  }
  const replies = (...times: readonly number[]) => `cat <<'END'\n${times.map(reply).join('\n')}\nEND`

  it('tells the average round trip time', async () => {
    const outcome = await run(replies(1, 2, 6))
    expect(outcome).toMatchObject({
      status: 'healthy',
      message: '3 of 3 packets answered, 3 ms on average',
      responseTimeMs: 3,
      details: { sent: 3, received: 3, lossPercent: 0, minimumMs: 1, averageMs: 3, maximumMs: 6 },
    })
  })

  it('is degraded by some loss and unhealthy by much, by its thresholds', async () => {
    const some = await run(replies(1, 1))
    expect(some.status).toBe('degraded')
    expect(some.message).toBe('1 of 3 packets to 192.0.2.1 were lost (33.3 %).')
    const much = await run(replies(1))
    expect(much).toMatchObject({ status: 'unhealthy', failure: 'unreachable', responseTimeMs: 1 })
    const tolerant = await run(replies(1), { lossWarningPercent: 90, lossCriticalPercent: 95 })
    expect(tolerant.status).toBe('healthy')
  })

  it.each([
    ['no reply', 'exit 1', 'timeout', /^192\.0\.2\.1 answered none of 3 packets within 5 s\. It is down, or/],
    [
      'an unknown name',
      'echo "ping: nowhere.test: Name or service not known" >&2; exit 2',
      'unreachable',
      /^The name 192\.0\.2\.1 was not found/,
    ],
    [
      'no DNS',
      'echo "ping: a.test: Temporary failure in name resolution" >&2; exit 2',
      'unreachable',
      /could not be looked up: the DNS server/,
    ],
    [
      'no network',
      'echo "ping: connect: Network is unreachable" >&2; exit 2',
      'unreachable',
      /^There is no route to 192\.0\.2\.1/,
    ],
    [
      'a host that its router cannot reach',
      'echo "From 192.0.2.254 icmp_seq=1 Destination Host Unreachable"; exit 1',
      'unreachable',
      /^There is no route to/,
    ],
    [
      'no permission',
      'echo "ping: socket: Operation not permitted" >&2; exit 2',
      'misconfigured',
      /^This user may not ping\. On Linux/,
    ],
    [
      'a ping of another kind',
      'echo "ping: invalid option -- W" >&2; exit 64',
      'misconfigured',
      /does not take the usual options/,
    ],
    [
      'a trouble of its own',
      'echo "ping: something odd" >&2; exit 2',
      'unexpected',
      /^The ping program of this machine could not ask 192\.0\.2\.1: ping: something odd$/,
    ],
  ])('says what is wrong: %s', async (_, script, failure, message) => {
    const outcome = await run(script)
    expect(outcome.message).toMatch(message)
    expect(outcome).toMatchObject({ status: 'unhealthy', failure })
  })

  it('says so where ping takes an IPv6 address for a name', async () => {
    const outcome = await run('echo "ping: unknown host" >&2; exit 1', { host: '::1' })
    expect(outcome.message).toMatch(/^The ping program of this machine does not know IPv6/)
  })

  it('says so where there is no ping', async () => {
    const checker = createPingChecker({ platform: 'linux', program: join(dir.path, 'nowhere') })
    const outcome = await runCheck(
      checker,
      { host: '192.0.2.1' },
      { timeoutMs: 2000, clock: systemClock, keep },
    )
    expect(outcome.failure).toBe('misconfigured')
    expect(outcome.message).toMatch(/^There is no ping program on this machine\. Install it/)
  })

  it('ends a ping that does not, and judges by what came until then', async () => {
    const started = performance.now()
    const outcome = await run(`${replies(4)}\nexec sleep 1000`, {}, 800)
    expect(performance.now() - started).toBeLessThan(1200)
    expect(outcome.details).toMatchObject({ received: 1, lossPercent: 66.7 })
    const silent = await run('exec sleep 1000', {}, 500)
    expect(silent.message).toMatch(/answered none of 3 packets within 0\.5 s/)
  })

  it('hands over its arguments one by one, the host behind the end of the options', async () => {
    const seen = join(dir.path, 'seen')
    await run(`printf '%s\\n' "$@" > '${seen}'; ${replies(1)}`, { host: 'example.test', count: 1 })
    expect((await readFile(seen, 'utf8')).trim().split('\n').slice(-2)).toEqual(['--', 'example.test'])
  })

  it.skipIf(!hasPing)('pings this machine with its own ping', async () => {
    const outcome = await runCheck(
      pingChecker,
      { host: '127.0.0.1', count: 1 },
      { timeoutMs: 5000, clock: systemClock, keep },
    )
    // A container may not be allowed to ping; then it must say so.
    if (outcome.status !== 'healthy') expect(outcome.message).toMatch(/This user may not ping/)
    else expect(outcome.details).toMatchObject({ received: 1 })
  })
})

describe('the arguments of ping', () => {
  it.each([
    ['linux', '192.0.2.1', 'ping -n -c 3 -i 0.2 -W 4 -- 192.0.2.1'],
    ['darwin', '192.0.2.1', 'ping -n -c 3 -i 0.2 -W 4100 -- 192.0.2.1'],
    ['darwin', '::1', 'ping6 -n -c 3 -i 0.2 -- ::1'],
    ['win32', '192.0.2.1', 'ping -n 3 -w 1566 192.0.2.1'],
  ] as const)('suit %s', (platform, host, expected) => {
    const { program, args } = pingCommand(platform, { host, count: 3 }, 5000)
    expect([program, ...args].join(' ')).toBe(expected)
  })
})

describe('the host of a ping', () => {
  it.each(['example.com', '192.0.2.1', '::1', 'fe80::1%eth0', '_dmarc.example.com'])('may be %s', host => {
    expect(pingChecker.schema.safeParse({ host }).success).toBe(true)
  })

  it.each(['', '-f', '--flood', '/t', 'a b', 'a;b', '$(id)', 'http://example.com', '.hidden'])(
    'may not be %j',
    host => {
      expect(pingChecker.schema.safeParse({ host }).success).toBe(false)
    },
  )
})
