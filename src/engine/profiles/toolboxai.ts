import type { MonitorInput } from '#shared/config.ts'
import { holdsReference } from '#shared/reference.ts'
import { defineProfile, type ProfileItems } from './profile.ts'
import { type ToolboxaiSettings, toolboxaiSettingsSchema } from './toolboxai-settings.ts'

/** External APIs are asked less often: each call counts against a quota (report: "Caching Strategy"). */
const API_SECONDS = 60
/** Report: "Response Time Thresholds", internal services. */
const INTERNAL = { thresholds: { responseTimeMs: { warning: 50, critical: 200 } } } as const
/** What the report does not count among its critical alerts turns the light yellow. */
const MINOR = { severity: 'minor' } as const

/** Report: "Pusher Channels". */
const CHANNELS = [
  ['dashboard-updates', 'Dashboard updates'],
  ['content-generation', 'Content generation'],
  ['agent-status', 'Agent status'],
  ['system-health', 'System health'],
] as const

/** Report: "SPARC Framework". */
const STATE_MANAGER = 'core.sparc.state_manager'
const ORCHESTRATOR = 'core.sparc.enhanced_orchestrator'

/** Report: "Roblox Source Structure". */
const FOLDERS = [
  ['roblox/src/client', 'Client scripts', '**/*.{luau,lua}'],
  ['roblox/src/server', 'Server scripts', '**/*.{luau,lua}'],
  ['roblox/src/shared', 'Shared modules', '**/*.{luau,lua}'],
  ['roblox/scripts', 'Utility scripts', undefined],
  ['roblox/plugins', 'Studio plugins', undefined],
] as const

/** Report: "Roblox Agents". */
const ROBLOX_AGENTS = [
  ['RobloxContentGenerationAgent', 'Content generation agent', 'roblox-content-generation-agent'],
  ['RobloxScriptOptimizationAgent', 'Script optimization agent', 'roblox-script-optimization-agent'],
  ['RobloxSecurityValidationAgent', 'Security validation agent', 'roblox-security-validation-agent'],
] as const

/** The five integration categories of the ToolBoxAI report, and its backend. */
export const toolboxaiProfile = defineProfile<ToolboxaiSettings>({
  name: 'toolboxai',
  title: 'ToolBoxAI',
  summary: 'Databases, external APIs, real-time channels, agents and Roblox of a ToolBoxAI installation.',
  schema: toolboxaiSettingsSchema,
  expand(settings): ProfileItems {
    const monitors = [
      ...databases(settings),
      ...externalApis(settings),
      ...channels(settings),
      ...sockets(settings),
      ...agents(settings),
      ...sparc(settings),
      ...roblox(settings),
    ]
    return {
      monitors: monitors.map(monitor => ({ tags: ['toolboxai'], ...monitor })),
      backends: [
        {
          ...{ id: 'toolboxai-backend', name: 'ToolBoxAI backend', tags: ['toolboxai'] },
          url: origin('http', settings, 'backend'),
        },
      ],
    }
  },
})

function origin(scheme: 'http' | 'ws', { host, ports }: ToolboxaiSettings, name: keyof typeof ports): string {
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${ports[name]}`
}

function databases({ postgresUrl, usersTable, redisUrl }: ToolboxaiSettings): MonitorInput[] {
  return [
    {
      ...{ id: 'postgresql', name: 'PostgreSQL', category: 'database', reportedAs: ['database', 'postgres'] },
      check: { kind: 'postgres', url: postgresUrl, countRowsOf: usersTable },
    },
    {
      ...{ id: 'redis', name: 'Redis', category: 'database', reportedAs: ['cache'] },
      check: { kind: 'redis', url: redisUrl },
    },
  ]
}

function externalApis(settings: ToolboxaiSettings): MonitorInput[] {
  const { pusher, clerk, supabase, openai } = settings
  const api = { category: 'apis', intervalSeconds: API_SECONDS }
  return [
    {
      ...{ id: 'dashboard-api', name: 'Dashboard API', category: 'apis', reportedAs: ['dashboard'] },
      ...INTERNAL,
      check: {
        kind: 'http',
        url: settings.dashboardApiUrl ?? `${origin('http', settings, 'backend')}/health`,
      },
    },
    {
      ...{ id: 'pusher', name: 'Pusher', ...api, ...MINOR, reportedAs: ['pusher_api'] },
      check: { kind: 'pusher', ...pusher },
    },
    {
      ...{ id: 'clerk', name: 'Clerk', ...api, reportedAs: ['clerk_auth', 'clerk_api'] },
      check: { kind: 'clerk', ...clerk },
    },
    {
      ...{ id: 'supabase', name: 'Supabase', ...api, ...MINOR, reportedAs: ['supabase_api'] },
      check: { kind: 'supabase', ...supabase },
    },
    {
      ...{ id: 'openai', name: 'OpenAI', ...api, reportedAs: ['openai_api'] },
      check: { kind: 'openai', ...openai },
    },
  ]
}

function channels({ pusher }: ToolboxaiSettings): MonitorInput[] {
  const { triggerTest: _, statusPage: __, ...account } = pusher
  return CHANNELS.map(([channel, name]) => ({
    ...{ id: `pusher-${channel}`, name: `${name} channel`, category: 'realtime', ...MINOR },
    intervalSeconds: API_SECONDS,
    reportedAs: [channel],
    check: { kind: 'pusher-channel', ...account, channel },
  }))
}

function sockets(settings: ToolboxaiSettings): MonitorInput[] {
  const socket = (path: string, id: string, name: string, more: object): MonitorInput => ({
    ...{ id, name, category: 'realtime', ...MINOR, ...INTERNAL, reportedAs: [path] },
    check: { kind: 'websocket', url: `${origin('ws', settings, 'backend')}${path}`, ...more },
  })
  // A moment in which what a feed sends by itself is counted.
  const listen = { listenSeconds: 0.5 }
  return [
    socket('/ws/content', 'ws-content', 'Content WebSocket', listen),
    socket('/ws/roblox', 'ws-roblox', 'Roblox WebSocket', listen),
    socket(`/ws/agent/${pathPart(settings.agentId)}`, 'ws-agent', 'Agent WebSocket', listen),
    socket('/ws/native', 'ws-native', 'Echo WebSocket', { echo: true }),
  ]
}

/** Encoded for a path, but for its references, which are filled in when they are used. */
function pathPart(text: string): string {
  const parts = text.toWellFormed().split(/(\$\{[^{}]*\})/)
  return parts.map(part => (holdsReference(part) ? part : encodeURIComponent(part))).join('')
}

function agents(settings: ToolboxaiSettings): MonitorInput[] {
  const coordinator = origin('http', settings, 'coordinator')
  const verifyCoordinator = [`Verify Agent Coordinator on port ${settings.ports.coordinator}.`]
  // At an address of its own the server is on no port that is known here.
  const checkMcp = settings.mcpUrl === undefined ? [`Check MCP Server on port ${settings.ports.mcp}.`] : []
  return [
    {
      ...{ id: 'mcp-server', name: 'MCP server', category: 'agents', ...INTERNAL, reportedAs: ['mcp'] },
      whatToCheck: checkMcp,
      check: {
        kind: 'mcp',
        url: settings.mcpUrl ?? origin('ws', settings, 'mcp'),
        healthUrl: `${origin('http', settings, 'mcpHealth')}/health`,
        ...(settings.mcpStore && { store: settings.mcpStore }),
      },
    },
    {
      ...{ id: 'agent-coordinator', name: 'Agent Coordinator', category: 'agents', ...INTERNAL },
      whatToCheck: verifyCoordinator,
      check: { kind: 'http', url: `${coordinator}/health` },
    },
    {
      ...{ id: 'agent-communication', name: 'Agent communication', category: 'agents', ...MINOR },
      ...INTERNAL,
      whatToCheck: [...verifyCoordinator, ...checkMcp],
      check: {
        kind: 'agents',
        url: `${coordinator}/agents`,
        ...(settings.coordinatorPing !== undefined && { pingUrl: settings.coordinatorPing }),
      },
    },
  ]
}

/** Importing both modules in one process is how the report tells that the framework as a whole works. */
function sparc(settings: ToolboxaiSettings): MonitorInput[] {
  const module = (id: string, name: string, imports: readonly string[]): MonitorInput => ({
    ...{ id, name, category: 'agents', ...MINOR, intervalSeconds: API_SECONDS },
    whatToCheck: ['Test SPARC framework imports.'],
    check: pythonCheck(settings, imports),
  })
  return [
    module('sparc-state-manager', 'SPARC state manager', [STATE_MANAGER]),
    module('sparc-enhanced-orchestrator', 'SPARC enhanced orchestrator', [ORCHESTRATOR]),
    {
      ...module('sparc-framework', 'SPARC framework', [STATE_MANAGER, ORCHESTRATOR]),
      reportedAs: ['sparc'],
      severity: 'critical',
    },
  ]
}

function roblox(settings: ToolboxaiSettings): MonitorInput[] {
  const bridge = `${origin('http', settings, 'bridge')}/health`
  const common = { category: 'roblox', ...MINOR }
  const checkBridge = [`Check Flask Bridge on port ${settings.ports.bridge}.`]
  return [
    {
      ...{ id: 'flask-bridge', name: 'Flask bridge', ...common, ...INTERNAL },
      ...{ reportedAs: ['roblox_bridge'], whatToCheck: checkBridge },
      check: { kind: 'http', url: bridge },
    },
    {
      ...{ id: 'plugin-communication', name: 'Plugin communication', ...common, ...INTERNAL },
      whatToCheck: [...checkBridge, 'See whether Roblox Studio runs and its plug-in is switched on.'],
      check: {
        kind: 'http',
        url: bridge,
        json: [
          {
            path: 'checks.plugin_communication.details.last_contact',
            name: 'last contact of the plug-in',
            newerThanSeconds: settings.pluginSilenceSeconds,
          },
        ],
      },
    },
    ...FOLDERS.map(([folder, name, glob]) => ({
      ...{ id: folder.replaceAll('/', '-'), name, ...common, intervalSeconds: API_SECONDS },
      whatToCheck: ['Verify Roblox source structure.'],
      check: { kind: 'files', path: `${settings.projectDir}/${folder}`, ...(glob && { glob }) },
    })),
    ...ROBLOX_AGENTS.map(([symbol, name, id]) => ({
      ...{ id, name, ...common, intervalSeconds: API_SECONDS, reportedAs: [symbol] },
      whatToCheck: ['Test agent imports and availability.'],
      check: pythonCheck(settings, [`${settings.robloxAgentModule}:${symbol}`]),
    })),
  ]
}

function pythonCheck(
  { projectDir, interpreter, imports: mode }: ToolboxaiSettings,
  imports: readonly string[],
) {
  return { kind: 'python-module', imports, mode, interpreter, cwd: projectDir }
}
