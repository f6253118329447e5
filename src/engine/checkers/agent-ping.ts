import { requestHeaders } from '../backends/fetch-following.ts'
import { asRecord } from '../backends/json-record.ts'
import { statusOfWord } from '../backends/status-word.ts'
import type { RegisteredAgent } from './agent-list.ts'
import { type CheckContext, CheckFailure } from './checker.ts'
import { exchangeFresh } from './http-fresh.ts'

/** What stands for an agent's id in the address of a ping. */
export const AGENT_ID = '{agent_id}'
/** More agents than this are not pinged in one check, and no more than this at a time. */
const MAX_PINGED = 50
const AT_A_TIME = 8
/** An agent that is given less time than this, in ms, may be well and not answer in it. */
const LEAST_MS = 200
const MAX_ANSWER_BYTES = 64 * 1024

/** How agents are pinged through their coordinator. */
export interface AgentPing {
  /** With `{agent_id}` in it. */
  readonly url: string
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  /** What all of them together may take. */
  readonly withinMs: number
}

/** How long each agent took to answer, by id, in ms; null for one that did not. Only those that were pinged are in it. */
export type PingTimes = ReadonlyMap<string, number | null>

/**
 * Pings agents, eight at a time. Each is given its share of the time, so that silent ones leave time for the others;
 * null where that is too little to tell anything, and none was pinged.
 */
export async function pingAgents(
  agents: readonly RegisteredAgent[],
  ping: AgentPing,
  context: CheckContext,
): Promise<PingTimes | null> {
  // A name of dots alone would be another address.
  const waiting = agents.filter(({ id }) => !/^\.+$/.test(id)).slice(0, MAX_PINGED)
  const timeoutMs = ping.withinMs / Math.max(1, Math.ceil(waiting.length / AT_A_TIME))
  if (waiting.length > 0 && timeoutMs < LEAST_MS) return null
  const times = new Map<string, number | null>()
  const work = async () => {
    for (let agent = waiting.shift(); agent; agent = waiting.shift()) {
      times.set(agent.id, await pingOne(agent, ping, { ...context, timeoutMs }))
    }
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, work))
  return times
}

async function pingOne(
  { id }: RegisteredAgent,
  { url: pattern, method, headers }: AgentPing,
  context: CheckContext,
): Promise<number | null> {
  context.signal.throwIfAborted()
  const url = new URL(pattern.replaceAll(AGENT_ID, encodeURIComponent(id)))
  const late = new AbortController()
  const timer = context.clock.after(context.timeoutMs, () =>
    late.abort(new CheckFailure('timeout', 'The agent did not answer in time.')),
  )
  const startedAt = context.clock.monotonic()
  try {
    const answer = await exchangeFresh(
      {
        url,
        method,
        headers: { accept: 'application/json', ...requestHeaders(url, headers) },
        tls: { rejectUnauthorized: true },
      },
      () => ({ atMostBytes: MAX_ANSWER_BYTES }),
      { ...context, signal: AbortSignal.any([context.signal, late.signal]) },
    )
    const isGood = answer.statusCode >= 200 && answer.statusCode < 300 && !saysNo(answer.body)
    return isGood ? context.clock.monotonic() - startedAt : null
  } catch {
    // Why it did not answer says less than that it did not; where the check itself was ended, that is the reason.
    context.signal.throwIfAborted()
    return null
  } finally {
    timer.cancel()
  }
}

/** Whether an answer in good order says that the agent did not answer. */
function saysNo(body: Buffer): boolean {
  try {
    const said = asRecord(JSON.parse(body.toString('utf8')))
    if (!said) return false
    const words = [
      said.status,
      said.ok,
      said.success,
      said.healthy,
      said.alive,
      said.reachable,
      said.responded,
    ]
    return words.some(
      word => statusOfWord(word) === 'unhealthy' || word === 'timeout' || word === 'unreachable',
    )
  } catch {
    return false
  }
}
