import { formatDuration } from '#shared/format-duration.ts'
import type { DetailValue } from '#shared/views.ts'
import { fetchHealthAnswer } from '../backends/fetch-health-answer.ts'
import type { HealthAnswer } from '../backends/format.ts'
import { statusOfWord } from '../backends/status-word.ts'
import { type RegisteredAgent, readAgentList } from './agent-list.ts'
import { type PingTimes, pingAgents } from './agent-ping.ts'
import { type AgentsTarget, agentsTargetSchema } from './agents-target.ts'
import { type CheckContext, CheckFailure, type CheckOutcome, defineChecker } from './checker.ts'
import { hostOf, showUrl } from './http-exchange.ts'
import { exchangeFresh } from './http-fresh.ts'
import { roundMs } from './timed-connect.ts'

/** How many agents are shown, and how many are named in a message. */
const SHOWN = 50
const NAMED = 5
/** How far the coordinator's clock may be ahead before it is said, in ms. */
const CLOCK_SLACK_MS = 60_000
/** How much of the check's time the pings are given, so that there is time to say who did not answer. */
const SHARE_OF_TIME = 0.8
/** Words for an agent that cannot be reached, besides those for a service that is down. */
const GONE: ReadonlySet<string> = new Set([
  'silent',
  'disconnected',
  'unreachable',
  'dead',
  'lost',
  'stopped',
  'timeout',
])

/** Asks a coordinator for its agents, when each was last heard, and whether each answers a ping. */
export const agentsChecker = defineChecker<AgentsTarget>({
  kind: 'agents',
  title: 'Agent communication',
  summary: 'Asks a coordinator which agents are registered and when each was last heard, and can ping them.',
  schema: agentsTargetSchema,
  defaults: { category: 'agents' },
  whatToCheck: [
    'See whether the coordinator runs and answers at this address, and what its log says.',
    'See whether the agents that are silent are running, and what their logs say.',
    'Check that the agents reach the coordinator, and what else they work through.',
  ],
  describe({ url }) {
    const parsed = new URL(url)
    return { text: showUrl(parsed), host: hostOf(parsed) }
  },
  check: checkAgents,
})

async function checkAgents(target: AgentsTarget, context: CheckContext): Promise<CheckOutcome> {
  const startedAt = context.clock.monotonic()
  const url = new URL(target.url)
  const headers = target.headers ?? {}
  const answer = await fetchHealthAnswer({ url, headers, exchange: exchangeFresh }, context)
  const agents = agentsIn(answer)
  const withinMs = Math.max(0, context.timeoutMs * SHARE_OF_TIME - (context.clock.monotonic() - startedAt))
  const pings =
    target.pingUrl === undefined
      ? undefined
      : await pingAgents(
          agents,
          { url: target.pingUrl, method: target.pingMethod, headers, withinMs },
          context,
        )
  const now = context.clock.now()
  const found = agents.map(agent => look(agent, pings?.get(agent.id), now, target.maximumSilenceSeconds))
  const quiet = found.filter(({ trouble }) => trouble !== null && trouble !== 'ahead')
  const problem = problemOf(found, target, answer.url, now)
  const tooLate = pings === null ? ' The list came too late to ping them.' : ''
  return {
    status: problem?.status ?? 'healthy',
    message: problem ? `${problem.message}${tooLate}` : healthyMessage(found, pings),
    responseTimeMs: answer.responseTimeMs,
    details: {
      registered: found.length,
      silent: quiet.length,
      ...(pings !== undefined && { pinged: pings?.size ?? 0 }),
      ...(pings === null && { notPinged: 'The list came too late to ping any agent.' }),
      agents: found
        .toSorted((a, b) => Number(b.trouble !== null) - Number(a.trouble !== null))
        .slice(0, SHOWN)
        .map(shown),
    },
    ...(problem?.status === 'unhealthy' ? { failure: 'unexpected' } : {}),
  }
}

/** @throws CheckFailure where the answer is no list of agents. */
function agentsIn({ statusCode, document, url }: HealthAnswer): readonly RegisteredAgent[] {
  if (statusCode === 401 || statusCode === 403) {
    throw new CheckFailure(
      'auth',
      `The coordinator at ${url} asks for credentials (${statusCode}). Give them in the headers.`,
    )
  }
  if (statusCode < 200 || statusCode >= 300) {
    const hint = statusCode === 404 ? 'Check the path.' : 'Look at its log.'
    throw new CheckFailure(
      'protocol',
      `The coordinator at ${url} answered ${statusCode} instead of the list of its agents. ${hint}`,
      { statusCode },
    )
  }
  const agents = readAgentList(document)
  if (agents) return agents
  throw new CheckFailure(
    'protocol',
    `What the coordinator at ${url} answered is no list of agents. Check the path.`,
    { statusCode },
  )
}

/** What is wrong with an agent, the first of these that is: its own coordinator says so, it does not answer, it is silent. */
type Trouble = 'gone' | 'no-answer' | 'silent' | 'ahead'

interface FoundAgent extends RegisteredAgent {
  /** Negative where it was heard in the future; null where it is not said. */
  readonly silentSeconds: number | null
  /** Null where it did not answer; undefined where it was not pinged. */
  readonly pingMs: number | null | undefined
  readonly trouble: Trouble | null
}

function look(
  agent: RegisteredAgent,
  pingMs: number | null | undefined,
  now: number,
  maximumSilenceSeconds: number,
): FoundAgent {
  const silentSeconds = agent.lastHeardAt === null ? null : (now - agent.lastHeardAt) / 1000
  return { ...agent, silentSeconds, pingMs, trouble: troubleOf() }

  function troubleOf(): Trouble | null {
    if (silentSeconds !== null && silentSeconds > maximumSilenceSeconds) return 'silent'
    if (pingMs === null) return 'no-answer'
    const word = agent.status?.toLowerCase() ?? ''
    if (statusOfWord(word) === 'unhealthy' || GONE.has(word)) return 'gone'
    return silentSeconds !== null && silentSeconds * 1000 < -CLOCK_SLACK_MS ? 'ahead' : null
  }
}

interface Problem {
  readonly status: 'degraded' | 'unhealthy'
  readonly message: string
}

function problemOf(
  found: readonly FoundAgent[],
  target: AgentsTarget,
  address: string,
  now: number,
): Problem | null {
  const known = new Set(found.flatMap(({ id, name }) => [id, name]))
  const missing = target.agents.filter(name => !known.has(name))
  if (found.length === 0 && (target.minimumAgents > 0 || missing.length > 0)) {
    return unhealthy(`No agent is registered with the coordinator at ${address}. Are the agents running?`)
  }
  if (missing.length > 0) {
    const [is, them] = missing.length === 1 ? ['is', 'it'] : ['are', 'them']
    return unhealthy(
      `${listed(missing)} ${is} not registered with the coordinator at ${address}, only ${found.length} ${found.length === 1 ? 'other is' : 'others are'}. Start ${them}, or correct the name.`,
    )
  }
  if (found.length < target.minimumAgents) {
    return unhealthy(
      `Only ${found.length} of at least ${target.minimumAgents} agents are registered with the coordinator at ${address}.`,
    )
  }
  const sentences = [
    said(found, 'silent', count => `${have(count)} been silent for more than ${silenceText(target)}`),
    said(found, 'no-answer', count => `${count === 1 ? 'does' : 'do'} not answer a ping`),
    said(found, 'gone', count => `${count === 1 ? 'is' : 'are'} out of reach, as the coordinator says`),
  ].filter(sentence => sentence !== null)
  const bad = found.filter(({ trouble }) => trouble !== null && trouble !== 'ahead').length
  if (bad > 0)
    return { status: bad === found.length ? 'unhealthy' : 'degraded', message: sentences.join(' ') }
  const ahead = found.filter(({ trouble }) => trouble === 'ahead')
  if (ahead.length === 0) return null
  const most = Math.max(...ahead.map(({ lastHeardAt }) => (lastHeardAt ?? now) - now))
  return {
    status: 'degraded',
    message: `The coordinator says that it heard ${listed(ahead.map(({ name }) => name))} up to ${formatDuration(most)} in the future. Check the clocks of both machines.`,
  }
}

function unhealthy(message: string): Problem {
  return { status: 'unhealthy', message }
}

/** "2 of 5 agents have been silent for more than 2 min: reviewer, planner."; null where none are. */
function said(
  found: readonly FoundAgent[],
  trouble: Trouble,
  what: (count: number) => string,
): string | null {
  const names = found.filter(agent => agent.trouble === trouble).map(({ name }) => name)
  if (names.length === 0) return null
  const agents = `${found.length} ${found.length === 1 ? 'agent' : 'agents'}`
  const who =
    names.length === found.length && found.length > 1 ? `All ${agents}` : `${names.length} of ${agents}`
  return `${who} ${what(names.length)}: ${listed(names)}.`
}

function have(count: number): string {
  return count === 1 ? 'has' : 'have'
}

function listed(names: readonly string[]): string {
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : ''
  return `${names.slice(0, NAMED).join(', ')}${more}`
}

function silenceText({ maximumSilenceSeconds }: AgentsTarget): string {
  return formatDuration(maximumSilenceSeconds * 1000)
}

function healthyMessage(
  { length: count }: readonly FoundAgent[],
  pings: PingTimes | null | undefined,
): string {
  const agents = `${count} ${count === 1 ? 'agent' : 'agents'} registered`
  if (pings === null) return `${agents}, but it was too late to ping ${count === 1 ? 'it' : 'them'}`
  if (!pings || pings.size === 0) return agents
  return pings.size < count ? `${agents}, ${pings.size} of them pinged, all answer` : `${agents}, all answer`
}

function shown({ name, lastHeardAt, silentSeconds, status, pingMs }: FoundAgent): DetailValue {
  return {
    name,
    lastHeardAt: lastHeardAt === null ? null : new Date(lastHeardAt).toISOString(),
    silentSeconds: silentSeconds === null ? null : Math.max(0, Math.round(silentSeconds)),
    status,
    ...(pingMs !== undefined && { pingMs: pingMs === null ? null : roundMs(pingMs) }),
  }
}
