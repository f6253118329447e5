import type { IncomingMessage } from 'node:http'
import { answerJson, type JsonReply, LoopbackHttp, NOT_FOUND, standardResponse } from './loopback-http.ts'

/** The agents that the report names. */
export const REPORT_AGENTS = [
  'RobloxContentGenerationAgent',
  'RobloxScriptOptimizationAgent',
  'RobloxSecurityValidationAgent',
] as const

/** From how many seconds of silence on the coordinator calls an agent silent. */
const SILENT_AFTER_SECONDS = 120
const PING_PATH = /^\/agents\/([^/]+)\/ping$/

/** Where the coordinator listens, a free port by default, and the agents registered at its start. */
export interface DemoCoordinatorOptions {
  readonly port?: number
  readonly agents?: readonly string[]
}

/** An agent coordinator: its health, the agents registered with it, and a ping through it to each. */
export class DemoCoordinator {
  /** When each agent was silenced, in ms since the epoch; null while it talks. */
  readonly #agents: Map<string, number | null>
  readonly #http: LoopbackHttp

  constructor({ port = 0, agents = REPORT_AGENTS }: DemoCoordinatorOptions = {}) {
    this.#agents = new Map(agents.map(name => [name, null]))
    this.#http = new LoopbackHttp(
      answerJson(request => this.#reply(request)),
      port,
    )
  }

  get healthUrl(): string {
    return `${this.#http.url}/health`
  }

  get agentsUrl(): string {
    return `${this.#http.url}/agents`
  }

  /** With `{agent_id}` in it. */
  get pingUrl(): string {
    return `${this.#http.url}/agents/{agent_id}/ping`
  }

  async start(): Promise<void> {
    await this.#http.start()
  }

  async stop(): Promise<void> {
    await this.#http.stop()
  }

  register(name: string): void {
    this.#agents.set(name, null)
  }

  unregister(name: string): void {
    this.#agents.delete(name)
  }

  /** From now on the agent does not answer, and was last heard `forSeconds` ago. */
  silence(name: string, forSeconds = 0): void {
    this.#agents.set(name, Date.now() - forSeconds * 1000)
  }

  /** The agent talks again. */
  wake(name: string): void {
    this.#agents.set(name, null)
  }

  #reply({ method, url = '/' }: IncomingMessage): JsonReply {
    if (method === 'POST') return this.#ping(PING_PATH.exec(url)?.[1])
    if (url === '/health') return { document: this.#health() }
    return url === '/agents' ? { document: { agents: this.#list() } } : NOT_FOUND
  }

  #ping(id = ''): JsonReply {
    const name = decodeURIComponent(id)
    const silentSince = this.#agents.get(name)
    if (silentSince === undefined) return NOT_FOUND
    if (silentSince === null) return { document: { agent_id: name, status: 'ok' } }
    return { document: { detail: 'The agent does not answer.' }, statusCode: 504 }
  }

  #list(): readonly object[] {
    return [...this.#agents].map(([name, silentSince]) => ({
      agent_id: name,
      name,
      status: silentSince === null ? 'active' : 'silent',
      last_heartbeat: new Date(silentSince ?? Date.now()).toISOString(),
    }))
  }

  #health(): object {
    const limit = Date.now() - SILENT_AFTER_SECONDS * 1000
    const silent = [...this.#agents.values()].filter(since => since !== null && since < limit).length
    return standardResponse({
      coordinator: { healthy: true, response_time_ms: 1, details: { port: this.#http.port } },
      agent_communication: {
        healthy: silent === 0,
        response_time_ms: 2,
        details: { registered_agents: this.#agents.size, silent_agents: silent },
      },
    })
  }
}
