/**
 * A backend for the demo and for tests: an HTTP server with the report's health endpoints, in the report's shapes, out
 * of a state that they change.
 */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { BackendSockets } from './backend-sockets.ts'
import { LoopbackHttp } from './loopback-http.ts'

/** One service as the backend reports it. */
export interface BackendService {
  healthy: boolean
  responseTimeMs: number
  details: Record<string, unknown>
}

/** What the backend reports, by category: `database`, `apis`, `realtime`, `agents`, `roblox`. */
export interface BackendState {
  services: Record<string, Record<string, BackendService>>
  /** Changes with each restart. */
  instance: string
  /** Milliseconds since the epoch; move it to age the backend. */
  startedAt: number
  /** Percent and bytes as its metrics say them. */
  system: { cpu: number; memory: number; disk: number; sent: number; received: number }
}

/** The report's names for its categories. */
const GROUPS: Readonly<Record<string, string>> = {
  database: 'database_integrations',
  apis: 'api_integrations',
  realtime: 'realtime_integrations',
  agents: 'agent_integrations',
  roblox: 'roblox_integrations',
}

type Services = Readonly<Record<string, BackendService>>

/** The services the report monitors, all healthy. */
export function reportServices(): BackendState['services'] {
  const service = (responseTimeMs: number, details: Record<string, unknown> = {}): BackendService => ({
    healthy: true,
    responseTimeMs,
    details,
  })
  return {
    database: {
      postgresql: service(12.5, { version: 'PostgreSQL 15.4', table_count: 42, user_count: 7 }),
      redis: service(1.2, { used_memory_human: '1.5M', connected_clients: 3, operations: 'set/get/delete' }),
    },
    apis: {
      pusher_api: service(85, { status_code: 200 }),
      clerk: service(120),
      supabase: service(95),
      openai: service(310),
    },
    realtime: {
      pusher_channels: service(40, {
        channels: ['dashboard-updates', 'content-generation', 'agent-status', 'system-health'],
      }),
      websocket: service(3, { endpoints: ['/ws/content', '/ws/roblox', '/ws/native'] }),
    },
    agents: {
      mcp_server: service(9, { port: 9877, health_port: 9878 }),
      agent_coordinator: service(14, { port: 8888 }),
      sparc_framework: service(2, { state_manager: true, enhanced_orchestrator: true }),
    },
    roblox: {
      flask_bridge: service(21, { port: 5001 }),
      source_structure: service(1, { directories: 5 }),
    },
  }
}

/** The backend. Nothing listens before `start`. */
export class ToolboxaiBackend {
  readonly state: BackendState
  readonly sockets = new BackendSockets()
  readonly #counters = new Map<string, { count: number; seconds: number }>()
  readonly #http: LoopbackHttp

  constructor(options: { readonly services?: BackendState['services']; readonly port?: number } = {}) {
    this.state = {
      services: options.services ?? reportServices(),
      instance: randomUUID(),
      startedAt: Date.now(),
      system: { cpu: 23.5, memory: 48.2, disk: 61, sent: 1_200_000, received: 3_400_000 },
    }
    this.#http = new LoopbackHttp((request, response) => this.#answer(request, response), options.port)
  }

  /** Its root, once it was started. */
  get url(): string {
    return this.#http.url
  }

  get port(): number {
    return this.#http.port
  }

  /** Listens on loopback: on a free port the first time, on the same one ever after. */
  async start(): Promise<void> {
    this.sockets.attach(await this.#http.start())
  }

  /** Ends it, open connections included; nobody listens on its port then. */
  async stop(): Promise<void> {
    this.sockets.detach()
    await this.#http.stop()
  }

  /** Ends it and starts it as a new instance that has just come up. */
  async restart(): Promise<void> {
    await this.stop()
    this.state.instance = randomUUID()
    this.state.startedAt = Date.now()
    this.#counters.clear()
    await this.start()
  }

  /** Changes what is reported of a service, whatever its category. */
  setHealthy(name: string, healthy: boolean, error = 'Connection refused'): void {
    const service = Object.values(this.state.services).find(services => name in services)?.[name]
    if (!service) throw new Error(`The backend has no service ${name}.`)
    service.healthy = healthy
    if (healthy) delete service.details.error
    else service.details.error = error
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url)
    if (pathname === '/api/v1/metrics') {
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(this.#metrics())
      return
    }
    // Only a test that runs it as a process of its own changes it this way.
    if (pathname === '/test/system' && request.method === 'POST') {
      this.state.system.cpu = Number(searchParams.get('cpu'))
      response.writeHead(204).end()
      return
    }
    const document = request.method === 'GET' ? this.#documentAt(pathname) : undefined
    const isReady = pathname !== '/api/v1/health/ready' || this.#status() !== 'unhealthy'
    if (document) this.#count(pathname)
    response.writeHead(document ? (isReady ? 200 : 503) : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify(document ?? { detail: 'Not Found' }))
  }

  #count(endpoint: string): void {
    const key = `endpoint="${endpoint}",status="${this.#status()}"`
    const { count, seconds } = this.#counters.get(key) ?? { count: 0, seconds: 0 }
    this.#counters.set(key, { count: count + 1, seconds: seconds + 0.15 })
  }

  /** The report's Prometheus metrics (report: "Available Metrics"). */
  #metrics(): string {
    const counters = [...this.#counters]
    const count = counters.reduce((sum, [, counter]) => sum + counter.count, 0)
    const seconds = counters.reduce((sum, [, counter]) => sum + counter.seconds, 0)
    const { cpu, memory, disk, sent, received } = this.state.system
    const uptime = Math.floor((Date.now() - this.state.startedAt) / 1000)
    const family = (name: string, type: string, help: string, lines: readonly string[]) =>
      [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines].join('\n')
    const gauge = (name: string, help: string, value: number, labels = '') =>
      family(name, 'gauge', help, [`${name}${labels} ${value}`])
    const mcp = '{service="mcp_server"}'
    return `${[
      family(
        'health_checks_total',
        'counter',
        'Total health checks',
        counters.map(([labels, counter]) => `health_checks_total{${labels}} ${counter.count}`),
      ),
      family('health_check_duration_seconds', 'histogram', 'Health check duration', [
        ...[0.1, 0.5, 1, '+Inf'].map(
          le => `health_check_duration_seconds_bucket{le="${le}"} ${le === 0.1 ? 0 : count}`,
        ),
        `health_check_duration_seconds_sum ${seconds}`,
        `health_check_duration_seconds_count ${count}`,
      ]),
      gauge('system_cpu_percent', 'CPU usage', cpu),
      gauge('system_memory_percent', 'Memory usage', memory),
      gauge('system_disk_percent', 'Disk usage', disk),
      gauge('system_network_bytes_sent', 'Bytes sent', sent),
      gauge('system_network_bytes_recv', 'Bytes received', received),
      gauge('mcp_server_up', 'Whether the MCP server is up', 1, mcp),
      gauge('mcp_server_uptime_seconds', 'Uptime of the MCP server', uptime, mcp),
      gauge('mcp_server_active_connections', 'Active connections of the MCP server', 4, mcp),
      gauge('mcp_server_memory_percent', 'Memory of the MCP server', 12.5, mcp),
    ].join('\n')}\n`
  }

  #documentAt(pathname: string): object | undefined {
    switch (pathname) {
      case '/health':
        return { status: this.#status(), service: 'toolboxai-backend', ...this.#run() }
      case '/api/v1/health':
      case '/api/v1/health/live':
      case '/api/v1/health/ready':
        return { ...this.#standard({}), ...this.#run() }
      case '/api/v1/health/deep':
        return { ...this.#standard(this.#all()), ...this.#run() }
      case '/api/v1/health/integrations':
        return this.#overview()
    }
    const category = pathname.replace('/api/v1/health/', '')
    const services = Object.hasOwn(this.state.services, category) ? this.state.services[category] : undefined
    return services && this.#standard(services)
  }

  #standard(services: Services): object {
    return {
      status: this.#status(),
      timestamp: new Date().toISOString(),
      checks: Object.fromEntries(Object.entries(services).map(([name, service]) => [name, check(service)])),
      check_duration_ms: durationOf(services),
    }
  }

  #overview(): object {
    const all = Object.values(this.#all())
    const healthy = all.filter(service => service.healthy).length
    return {
      status: this.#status(),
      health_percentage: all.length === 0 ? 0 : Math.round((healthy / all.length) * 1000) / 10,
      healthy_services: healthy,
      total_services: all.length,
      integrations: Object.fromEntries(
        Object.entries(this.state.services).map(([category, services]) => [
          GROUPS[category] ?? `${category}_integrations`,
          {
            healthy: Object.values(services).every(service => service.healthy),
            services: Object.fromEntries(
              Object.entries(services).map(([name, service]) => [name, check(service)]),
            ),
          },
        ]),
      ),
      check_duration_ms: durationOf(this.#all()),
    }
  }

  #run(): object {
    const uptime = Math.floor((Date.now() - this.state.startedAt) / 1000)
    return { version: '1.0.0', instance_id: this.state.instance, uptime_seconds: uptime }
  }

  #all(): Services {
    return Object.fromEntries(
      Object.values(this.state.services).flatMap(services => Object.entries(services)),
    )
  }

  #status(): 'healthy' | 'degraded' | 'unhealthy' {
    const all = Object.values(this.#all())
    const bad = all.filter(service => !service.healthy).length
    if (bad === 0) return 'healthy'
    return bad === all.length ? 'unhealthy' : 'degraded'
  }
}

function check({ healthy, responseTimeMs, details }: BackendService): object {
  return { healthy, response_time_ms: responseTimeMs, details }
}

function durationOf(services: Services): number {
  return Object.values(services).reduce((sum, service) => sum + service.responseTimeMs, 0)
}
