import { describe, expect, it } from 'vitest'
import { checkers } from '../checkers/registry.ts'
import { configRules } from '../config/config-rules.ts'
import { extractSecrets } from '../config/secrets.ts'
import { validateConfig } from '../config/validate-config.ts'
import { expandProfile } from './expand-profile.ts'
import { profiles } from './registry.ts'

const rules = configRules(checkers, profiles)

function expand(settings: Readonly<Record<string, unknown>> = {}) {
  const expanded = expandProfile(profiles, 'toolboxai', settings)
  if (!expanded.ok) throw new Error(JSON.stringify(expanded.problems))
  return expanded.value
}

const monitorOf = (id: string, settings: Readonly<Record<string, unknown>> = {}) =>
  expand(settings).monitors.find(monitor => monitor.id === id)

describe('the profile toolboxai', () => {
  it('is a valid configuration as it stands, and with every setting given', () => {
    expect(validateConfig({ ...expand() }, rules.validateCheck)).toMatchObject({ ok: true })
    const settings = {
      host: '::1',
      ports: { backend: 1, mcp: 2, mcpHealth: 3, coordinator: 4, bridge: 5 },
      postgresUrl: 'postgres://u:p@db/app',
      redisUrl: 'redis://cache/1',
      dashboardApiUrl: 'http://127.0.0.1:9/health',
      pusher: { appId: '1', key: 'k', secret: 's', cluster: 'eu', host: 'http://127.0.0.1:6001' },
      clerk: { secretKey: 'sk', url: 'http://127.0.0.1:6002', statusPage: '' },
      supabase: { url: 'http://127.0.0.1:6003', key: 'anon', statusPage: '' },
      openai: { apiKey: 'key', url: 'http://127.0.0.1:6004/v1', statusPage: '' },
      mcpUrl: 'http://127.0.0.1:2/mcp',
      mcpStore: { putTool: 'put', getTool: 'get', deleteTool: 'delete' },
      coordinatorPing: 'http://127.0.0.1:4/agents/{agent_id}/ping',
      projectDir: '/srv/toolboxai',
      imports: 'static',
    }
    expect(validateConfig({ ...expand(settings) }, rules.validateCheck)).toMatchObject({ ok: true })
  })

  it('has the services of the report in its five categories, and the backend', () => {
    const { monitors, backends } = expand()
    const counts = Map.groupBy(monitors, monitor => monitor.category)
    expect([...counts].map(([category, items]) => [category, items.length])).toEqual([
      ['database', 2],
      ['apis', 5],
      ['realtime', 8],
      ['agents', 6],
      ['roblox', 10],
    ])
    expect(backends.map(({ url }) => url)).toEqual(['http://127.0.0.1:8009'])
    expect(new Set(monitors.map(({ id }) => id)).size).toBe(31)
  })

  it('uses the ports and paths of the report', () => {
    const urls = expand().monitors.flatMap(({ check }) => (typeof check.url === 'string' ? [check.url] : []))
    expect(urls).toEqual(
      expect.arrayContaining([
        'http://127.0.0.1:8009/health',
        'ws://127.0.0.1:8009/ws/content',
        'ws://127.0.0.1:8009/ws/roblox',
        'ws://127.0.0.1:8009/ws/agent/traylight',
        'ws://127.0.0.1:8009/ws/native',
        'ws://127.0.0.1:9877',
        'http://127.0.0.1:8888/health',
        'http://127.0.0.1:5001/health',
      ]),
    )
    expect(monitorOf('mcp-server')?.check.healthUrl).toBe('http://127.0.0.1:9878/health')
  })

  it('gives the services of the installation itself 50 and 200 ms, as the report has it', () => {
    const internal = expand().monitors.filter(monitor => monitor.thresholds?.responseTimeMs)
    expect(internal.map(({ id }) => id)).toEqual([
      ...['dashboard-api', 'ws-content', 'ws-roblox', 'ws-agent', 'ws-native', 'mcp-server'],
      ...['agent-coordinator', 'agent-communication', 'flask-bridge', 'plugin-communication'],
    ])
    for (const { thresholds } of internal) {
      expect(thresholds?.responseTimeMs).toEqual({ warning: 50, critical: 200 })
    }
  })

  it('turns the light red for what the report alerts about at once, and yellow for the rest', () => {
    const critical = expand().monitors.filter(monitor => monitor.severity === 'critical')
    expect(critical.map(({ id }) => id)).toEqual([
      ...['postgresql', 'redis', 'dashboard-api', 'clerk', 'openai'],
      ...['mcp-server', 'agent-coordinator', 'sparc-framework'],
    ])
  })

  it('keeps no key that was typed in: each becomes a reference', () => {
    const { monitors, backends } = expand({
      postgresUrl: 'postgres://u:hush1@db/app',
      redisUrl: 'redis://:hush2@cache',
      pusher: { secret: 'hush3' },
      clerk: { secretKey: 'hush4' },
      supabase: { key: 'hush5' },
      openai: { apiKey: 'hush6' },
    })
    const valid = validateConfig({ monitors, backends }, rules.validateCheck)
    if (!valid.ok) throw new Error(JSON.stringify(valid.problems))
    const { config, secrets } = extractSecrets(valid.value, rules.isSecretField)
    expect(JSON.stringify(config)).not.toContain('hush')
    expect(new Set(secrets.values())).toEqual(new Set(['hush1', 'hush2', 'hush3', 'hush4', 'hush5', 'hush6']))
  })

  it('names the troubleshooting step of the report for each part of the installation', () => {
    expect(monitorOf('flask-bridge')?.whatToCheck).toContain('Check Flask Bridge on port 5001.')
    expect(monitorOf('agent-coordinator')?.whatToCheck).toContain('Verify Agent Coordinator on port 8888.')
    expect(monitorOf('mcp-server')?.whatToCheck).toEqual(['Check MCP Server on port 9877.'])
    expect(monitorOf('agent-communication')?.whatToCheck).toEqual([
      'Verify Agent Coordinator on port 8888.',
      'Check MCP Server on port 9877.',
    ])
    for (const id of ['sparc-state-manager', 'sparc-enhanced-orchestrator', 'sparc-framework']) {
      expect(monitorOf(id)?.whatToCheck).toEqual(['Test SPARC framework imports.'])
    }
    expect(monitorOf('roblox-plugins')?.whatToCheck).toContain('Verify Roblox source structure.')
    const agent = monitorOf('roblox-content-generation-agent')
    expect(agent?.whatToCheck).toContain('Test agent imports and availability.')
  })
  it('names the ports that were set, and none where the MCP server has an address of its own', () => {
    const ports = { mcp: 2, coordinator: 4 }
    expect(monitorOf('mcp-server', { ports })?.whatToCheck).toEqual(['Check MCP Server on port 2.'])
    expect(monitorOf('agent-communication', { ports })?.whatToCheck?.[0]).toMatch(/on port 4\.$/)
    const elsewhere = monitorOf('mcp-server', { mcpUrl: 'https://mcp.example.com/' })
    expect(elsewhere?.whatToCheck).toEqual([])
  })

  it('leaves its ports and parts to its monitors: the steps of a kind fit every service of that kind', () => {
    const steps = checkers
      .filter(({ kind }) => ['mcp', 'agents', 'python-module'].includes(kind))
      .flatMap(({ whatToCheck }) => whatToCheck)
    expect(steps.length).toBeGreaterThan(5)
    expect(steps.join(' ')).not.toMatch(/port \d|sparc|roblox/i)
  })

  it.each([
    ['a/b c', 'a%2Fb%20c'],
    ['${env:AGENT}', '${env:AGENT}'],
    ['my agent/${env:AGENT}-${x}', 'my%20agent%2F${env:AGENT}-%24%7Bx%7D'],
    ['half\ud800', 'half%EF%BF%BD'],
  ])('asks for the agent %s at its path, and leaves references in it to be filled in', (agentId, part) => {
    expect(monitorOf('ws-agent', { agentId })?.check.url).toBe(`ws://127.0.0.1:8009/ws/agent/${part}`)
  })
})
