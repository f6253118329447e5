import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { join } from 'node:path'
import { createServer as createTlsServer } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { DemoMcpServer } from '#demo/mcp-server.ts'
import { findProgram } from '#demo/programs/find-program.ts'
import { makeTempDir } from '#demo/programs/temp-dir.ts'
import { ToolboxaiBackend } from '#demo/toolboxai-backend.ts'
import { type BadServer, watchedServer } from '../../../test-support/bad-servers.ts'
import { selfSignedCertificate } from '../../../test-support/certificates.ts'
import { type PrometheusServer, startPrometheus } from '../../../test-support/prometheus-server.ts'
import type { HttpFace } from '../api/http-face.ts'
import { systemClock } from '../clock.ts'
import { Engine } from '../engine.ts'

const ROOT = join(import.meta.dirname, '../../..')
const TOKEN = 'a-token-for-this-test-only'
const silentLog = { debug() {}, info() {}, warn() {}, error() {} }
/** A name that needs every escape there is. */
const AWKWARD = 'Cache "A" \\ {x="1"} é'

/** The report's, under "Available Metrics". */
const REPORT_METRICS = [
  'health_checks_total',
  'health_check_duration_seconds_bucket',
  'system_cpu_percent',
  'system_memory_percent',
  'system_disk_percent',
  'system_network_bytes_sent',
  'system_network_bytes_recv',
  'mcp_server_up',
  'mcp_server_uptime_seconds',
  'mcp_server_active_connections',
  'mcp_server_memory_percent',
]

/** What a machine, or this test, need not have. */
const MAY_BE_EMPTY = /swap|temperature|remote_write|result="unhealthy".*increase|traylight_disk_/

const RETRY = { timeout: 10_000, interval: 300 }

let engine: Engine
let face: HttpFace
let prometheus: PrometheusServer
const mcp = new DemoMcpServer()
const backend = new ToolboxaiBackend()
let web: BadServer
let secure: BadServer
/** Hands scrapes on without their Accept header, so that the older format is answered. */
let plain: BadServer
let dir: Awaited<ReturnType<typeof makeTempDir>>

beforeAll(async () => {
  dir = await makeTempDir('metrics')
  web = await watchedServer(createHttpServer((_request, response) => response.end('fine')))
  const certificate = selfSignedCertificate({ validTo: Date.now() + 40 * 86_400_000 })
  secure = await watchedServer(createTlsServer(certificate, socket => socket.on('error', () => {})))
  await Promise.all([mcp.start(), backend.start()])
  engine = await Engine.create({
    ...{ dataDir: dir.path, configFile: null, version: '1.2.3', env: {}, clock: systemClock, log: silentLog },
    shell: { kind: 'light' },
  })
  const often = { intervalSeconds: 1, retrySeconds: 0.5 }
  const monitors = [
    {
      ...{ id: 'web', name: 'Web', category: 'apis', ...often, tags: ['a', 'b'] },
      check: { kind: 'http', url: `http://127.0.0.1:${web.port}/` },
    },
    {
      ...{ id: 'cache', name: AWKWARD, category: 'database', ...often },
      check: { kind: 'tcp', host: '127.0.0.1', port: 1 },
    },
    {
      ...{ id: 'secure', name: 'Secure', category: 'apis', ...often },
      check: { kind: 'tls', host: '127.0.0.1', port: secure.port, rejectUnauthorized: false },
    },
    {
      ...{ id: 'mcp', name: 'MCP', category: 'agents', ...often },
      check: { kind: 'mcp', url: mcp.httpUrl, healthUrl: mcp.healthUrl },
    },
    {
      ...{ id: 'held', name: 'Held', category: 'agents', paused: true },
      check: { kind: 'mcp', url: mcp.httpUrl },
    },
  ]
  for (const monitor of monitors) await engine.handlers.saveMonitor({ monitor })
  await engine.handlers.saveBackend({
    backend: {
      ...{ id: 'toolboxai', name: 'ToolBoxAI', url: backend.url, tags: ['c'], ...often },
      metrics: [{ sample: 'system_cpu_percent', unit: '%' }],
    },
  })
  face = await engine.listen({
    ...{ host: '127.0.0.1', port: 0, token: TOKEN, rendererDir: null },
    onShow: () => true,
  })
  engine.start()
  plain = await watchedServer(
    createHttpServer(async (_request, response) => {
      const answer = await fetch(`${face.url}api/v1/metrics`)
      response.setHeader('content-type', answer.headers.get('content-type') ?? '')
      response.end(await answer.text())
    }),
  )
  prometheus = await startPrometheus(`
global: { scrape_interval: 1s, scrape_timeout: 1s }
scrape_configs:
  - job_name: traylight
    metrics_path: /api/v1/metrics
    static_configs: [{ targets: ['127.0.0.1:${face.port}'] }]
  - job_name: plain
    static_configs: [{ targets: ['127.0.0.1:${plain.port}'] }]
`)
  await vi.waitFor(
    async () => {
      await fetch(`${face.url}api/v1/health/ready`)
      const scrapes = await prometheus.query('min(count_over_time(traylight_build_info[1m]))')
      expect(Number(scrapes[0]?.value)).toBeGreaterThanOrEqual(3)
      expect(engine.book.overall.problems).not.toEqual([])
    },
    { timeout: 20_000, interval: 300 },
  )
})

afterAll(async () => {
  await prometheus?.stop()
  await engine?.stop()
  await Promise.all([web, secure, plain].map(server => server?.close()))
  await Promise.all([mcp.stop(), backend.stop()])
  await dir?.remove()
})

/** The one value of an expression. */
async function valueNow(expression: string): Promise<number> {
  const series = await prometheus.query(expression)
  expect(series, expression).toHaveLength(1)
  return Number(series[0]?.value)
}

async function promtool(input: string): Promise<string> {
  const child = spawn(await findProgram('promtool', ['/usr/bin'], 'prometheus'), ['check', 'metrics'])
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (said += String(chunk)))
  child.stdin.end(input)
  const code = await new Promise(resolve => child.once('close', resolve))
  return `${said}exit code ${code}`
}

describe('a real Prometheus', () => {
  it('finds nothing to say against the metrics (promtool check metrics)', async () => {
    const text = await (await fetch(`${face.url}api/v1/metrics`)).text()
    expect(await promtool(text)).toBe('exit code 0')
    expect(await promtool('wrong_total_count 1\n')).not.toBe('exit code 0')
  })

  // On a busy machine a scrape may be late, or a status change between those of the two formats: the next ones count.
  it('scrapes both formats without an error', async () => {
    await vi.waitFor(async () => {
      const targets = await prometheus.targets()
      expect(targets.map(({ health, lastError }) => [health, lastError])).toEqual([
        ['up', ''],
        ['up', ''],
      ])
    }, RETRY)
  })

  it('has the same series of both formats', async () => {
    const ours = (job: string) => `{job="${job}",__name__!~"up|scrape_.*"}`
    await vi.waitFor(async () => {
      expect(await valueNow(`count(${ours('traylight')})`)).toBeGreaterThan(200)
      const only = `${ours('traylight')} unless ignoring(job, instance) ${ours('plain')}`
      expect(await prometheus.query(`count by (__name__) (${only})`)).toEqual([])
      expect(await valueNow(`count(${ours('plain')})`)).toBe(await valueNow(`count(${ours('traylight')})`))
    }, RETRY)
  })

  it.each(REPORT_METRICS)('has the metric %s of the report', async name => {
    expect((await prometheus.query(`${name}{job="traylight"}`)).length).toBeGreaterThan(0)
  })

  it('answers with what Traylight knows', async () => {
    const ours = { job: 'traylight' }
    const { overall } = engine.book
    expect(await valueNow(`traylight_status{job="traylight",status="${overall.status}"}`)).toBe(1)
    expect(await valueNow('sum(traylight_status{job="traylight"})')).toBe(1)
    expect(await valueNow('traylight_monitor_up{job="traylight",monitor="web"}')).toBe(1)
    const [down] = await prometheus.query('traylight_monitor_up{job="plain"} == 0')
    expect(down?.metric).toMatchObject({ monitor: 'cache', name: AWKWARD, category: 'database', kind: 'tcp' })
    const [sameDown] = await prometheus.query('traylight_monitor_up{job="traylight"} == 0')
    expect(sameDown?.metric.name).toBe(AWKWARD)
    expect(await prometheus.query('traylight_problem{job="traylight",id="cache"}')).toMatchObject([
      { metric: { ...ours, scope: 'monitor', name: AWKWARD, status: 'unhealthy' }, value: '1' },
    ])
    const daysLeft =
      '(traylight_monitor_certificate_expiry_timestamp_seconds{job="traylight",monitor="secure"} - time()) / 86400'
    expect(await valueNow(daysLeft)).toBeCloseTo(40, 0)
    expect(await valueNow('traylight_monitor_info{job="traylight",monitor="web",tags="a,b"}')).toBe(1)
    expect(await valueNow('traylight_build_info{job="traylight",version="1.2.3",shell="light"}')).toBe(1)
    const threshold = 'traylight_monitor_response_time_threshold_seconds{job="traylight",monitor="web"}'
    expect(await valueNow(`max(${threshold})`)).toBe(5)
  })

  it('counts checks, answers and how long they took', async () => {
    const checks = 'traylight_monitor_checks_total{job="traylight",monitor="cache",result="unhealthy"}'
    expect(await valueNow(checks)).toBeGreaterThan(2)
    const answers = 'sum(health_checks_total{job="traylight",endpoint="/api/v1/health/ready"})'
    expect(await valueNow(answers)).toBeGreaterThan(2)
    expect(await valueNow('sum(health_checks_total{job="traylight",endpoint="/health"})')).toBe(0)
    expect(await valueNow('health_check_duration_seconds_count{job="traylight"}')).toBeGreaterThan(2)
    const apis = 'traylight_response_time_seconds_count{job="traylight",category="apis"}'
    expect(await valueNow(apis)).toBeGreaterThan(4)
    expect(await valueNow('traylight_check_lateness_seconds_count{job="traylight"}')).toBeGreaterThan(4)
  })

  it('has what MCP servers and backends say of themselves, and nothing where they say nothing', async () => {
    expect(await valueNow('mcp_server_up{job="traylight"}')).toBe(1)
    expect(await valueNow('mcp_server_memory_percent{job="traylight",service="mcp"}')).toBeGreaterThan(0)
    expect(await prometheus.query('mcp_server_up{service="held"}')).toEqual([])
    expect(await prometheus.query('traylight_monitor_up{monitor="held"}')).toEqual([])
    expect(await valueNow('traylight_monitor_paused{job="traylight",monitor="held"}')).toBe(1)
    expect(await valueNow('traylight_backend_up{job="traylight"}')).toBe(1)
    const services = await valueNow('traylight_backend_services{job="traylight"}')
    expect(services).toBeGreaterThan(10)
    expect(await valueNow('count(traylight_service_up{job="traylight"})')).toBe(services)
    expect(
      await valueNow('traylight_application_metric{job="traylight",sample="system_cpu_percent",unit="%"}'),
    ).toBeGreaterThan(0)
  })

  it('measures this machine in base units and in those of the report alike', async () => {
    const percent = await valueNow('system_memory_percent{job="traylight"}')
    expect(percent).toBeGreaterThan(0)
    const ratio = await valueNow('traylight_memory_used_ratio{job="traylight"}')
    expect(Math.abs(ratio * 100 - percent)).toBeLessThan(10)
    expect(await valueNow('max(traylight_filesystem_used_ratio{job="traylight"}) * 100')).toBeCloseTo(
      await valueNow('system_disk_percent{job="traylight"}'),
      0,
    )
    expect(await valueNow('process_resident_memory_bytes{job="traylight"}')).toBeGreaterThan(30e6)
  })
})

const dashboardSchema = z.object({
  uid: z.string(),
  templating: z.object({
    list: z.array(
      z.object({ name: z.string(), query: z.union([z.string(), z.object({ query: z.string() })]) }),
    ),
  }),
  annotations: z.object({ list: z.array(z.object({ name: z.string(), expr: z.string() })) }),
  panels: z.array(
    z.object({
      id: z.number(),
      title: z.string(),
      type: z.string(),
      gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
      targets: z.array(z.object({ refId: z.string(), expr: z.string() })).default([]),
    }),
  ),
})
const dashboard = dashboardSchema.parse(
  JSON.parse(await readFile(join(ROOT, 'build/grafana/traylight.json'), 'utf8')),
)

/** As Grafana fills its variables in where all is chosen. */
function filledIn(expression: string): string {
  return expression
    .replaceAll('$__rate_interval', '10s')
    .replaceAll('$__range', '1m')
    .replaceAll('$__interval', '10s')
    .replaceAll(/\$(job|instance|category|monitor)\b/g, '.*')
}

describe('the Grafana dashboard', () => {
  const queries = dashboard.panels.flatMap(({ title, targets }) =>
    targets.map(({ expr }) => [title, expr] as const),
  )

  it.each(queries)('in "%s" asks Prometheus for what there is: %s', async (_title, expression) => {
    const series = await prometheus.query(filledIn(expression))
    if (!MAY_BE_EMPTY.test(expression)) expect(series.length).toBeGreaterThan(0)
  })

  it('has annotations and variables that Prometheus understands', async () => {
    for (const { expr } of dashboard.annotations.list) await prometheus.query(filledIn(expr))
    const asked = dashboard.templating.list.flatMap(({ query }) =>
      typeof query === 'string' ? [] : [query.query],
    )
    expect(asked).toHaveLength(4)
    for (const query of asked) {
      const [, selector = '', label = ''] = /^label_values\((.+), (\w+)\)$/.exec(query) ?? []
      const values = await prometheus.query(`count by (${label}) (${filledIn(selector)})`)
      expect(values.every(({ metric }) => (metric[label] ?? '') !== '')).toBe(true)
      expect(values.length, query).toBeGreaterThan(0)
    }
  })

  it('lays its panels out without overlap', () => {
    const cells = new Set<string>()
    for (const { title, gridPos } of dashboard.panels) {
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(cells.has(`${x} ${y}`), title).toBe(false)
          cells.add(`${x} ${y}`)
        }
      }
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24)
    }
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length)
  })
})

describe('docs/prometheus.md', () => {
  /** `name`, type, labels of each row of its tables of metrics; those that a section has in common are not in the rows. */
  const documentation = readFile(join(ROOT, 'docs/prometheus.md'), 'utf8').then(text =>
    [...text.matchAll(/^\| `(\w+)` \| (gauge|counter|histogram) \| (.*?) ?\| .+ \|$/gm)].map(
      ([, name = '', type = '', labels = '']) => ({
        ...{ name, type },
        labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label),
      }),
    ),
  )

  it('names every metric with its type, and none that there is not', async () => {
    const text = await (await fetch(`${face.url}api/v1/metrics`)).text()
    const exposed = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name, type]) => `${name} ${type}`)
    const documented = (await documentation)
      .filter(({ name }) => !name.startsWith('traylight_remote_write_'))
      .map(({ name, type }) => `${name} ${type}`)
    expect(documented.toSorted()).toEqual(exposed.toSorted())
  })

  it('names the labels of every metric', async () => {
    const common: Readonly<Record<string, readonly string[]>> = {
      traylight_monitor_: ['monitor', 'name', 'category', 'kind'],
      traylight_backend_: ['backend', 'name', 'category'],
      traylight_service_: ['backend', 'service', 'category'],
    }
    const added = new Set(['__name__', 'job', 'instance', 'le'])
    for (const { name, type, labels } of await documentation) {
      const asked = type === 'histogram' ? `${name}_bucket` : name
      const series = await prometheus.query(`${asked}{job="plain"}`)
      const found = new Set(
        series.flatMap(({ metric }) => Object.keys(metric)).filter(one => !added.has(one)),
      )
      const shared = Object.entries(common).find(([prefix]) => name.startsWith(prefix))?.[1] ?? []
      if (series.length > 0) expect([...found].toSorted(), name).toEqual([...shared, ...labels].toSorted())
    }
  })
})
