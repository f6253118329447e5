import { z } from 'zod'
import { holdsReference } from '#shared/reference.ts'
import { FULL_PATH_HINT, isFullPath } from '../checkers/full-path.ts'

const port = (standard: number, title: string) => z.int().min(1).max(65_535).default(standard).meta({ title })
const text = (standard: string) => z.string().trim().min(1).default(standard)
/** A text that is judged here, where it is typed, as far as it can be before its references are filled in. */
const judged = (isRight: (text: string) => boolean, message: string) =>
  z
    .string()
    .trim()
    .min(1)
    .refine(value => holdsReference(value) || isRight(value), message)
const secret = (standard: string) => text(standard).meta({ title: 'Key', secret: true })
const url = (schemes: readonly string[], message: string) =>
  judged(value => schemes.includes(URL.parse(value)?.protocol ?? ''), message)
const httpAddress = url(['http:', 'https:'], 'Give an http or https address.')
const statusPage = (standard: string) =>
  judged(
    value => value === 'off' || ['http:', 'https:'].includes(URL.parse(value)?.protocol ?? ''),
    'Give an http or https address, or off.',
  )
    .or(z.literal(''))
    .default(standard)
    .meta({
      title: 'Status page',
      description: 'Where the vendor says how it is; off to leave it out.',
      advanced: true,
    })

const ports = z.strictObject({
  backend: port(8009, 'Backend'),
  mcp: port(9877, 'MCP server'),
  mcpHealth: port(9878, 'MCP health'),
  coordinator: port(8888, 'Agent Coordinator'),
  bridge: port(5001, 'Flask bridge'),
})

const pusher = z.strictObject({
  appId: text('${env:PUSHER_APP_ID}').meta({ title: 'App id' }),
  key: text('${env:PUSHER_KEY}').meta({ title: 'Key' }),
  secret: secret('${env:PUSHER_SECRET}').meta({ title: 'Secret' }),
  cluster: text('${env:PUSHER_CLUSTER}').meta({ title: 'Cluster' }),
  host: httpAddress.optional().meta({
    title: 'Own host',
    description:
      'Of a server that speaks Pusher, such as http://127.0.0.1:6001; the cluster is not used then.',
    advanced: true,
  }),
  triggerTest: z.boolean().default(false).meta({
    title: 'Trigger a test event',
    description: 'With each check, health-check on test-channel. It counts as a message of yours.',
  }),
  statusPage: statusPage('https://status.pusher.com'),
})

const clerk = z.strictObject({
  secretKey: secret('${env:CLERK_SECRET_KEY}').meta({ title: 'Secret key' }),
  url: httpAddress.default('https://api.clerk.com').meta({ title: 'Address', advanced: true }),
  statusPage: statusPage('https://status.clerk.com'),
})

const supabase = z.strictObject({
  url: httpAddress.default('${env:SUPABASE_URL}').meta({ title: 'Project address' }),
  key: secret('${env:SUPABASE_ANON_KEY}'),
  statusPage: statusPage('https://status.supabase.com'),
})

const openai = z.strictObject({
  apiKey: secret('${env:OPENAI_API_KEY}').meta({ title: 'API key' }),
  url: httpAddress.default('https://api.openai.com/v1').meta({ title: 'Address', advanced: true }),
  statusPage: statusPage('https://status.openai.com'),
})

const tool = (title: string) => z.string().trim().min(1).meta({ title })
const mcpStore = z.strictObject({
  putTool: tool('Tool that puts'),
  getTool: tool('Tool that gets'),
  deleteTool: tool('Tool that deletes'),
})

/** A name or address as it stands in a URL; an IPv6 address may come without its brackets. */
function isHost(text: string): boolean {
  const host = text.includes(':') && !text.startsWith('[') ? `[${text}]` : text
  return /^[^\s/?#@:]+$|^\[[^\]]+\]$/.test(host) && URL.canParse(`http://${host}/`)
}

/**
 * Where a ToolBoxAI installation is, with the report's ports as defaults. What only the operator can know is a reference to
 * the environment variable under which the installation itself has it.
 */
export const toolboxaiSettingsSchema = z.strictObject({
  host: judged(isHost, 'Give a host name or an IP address, without scheme, port and path.')
    .default('127.0.0.1')
    .meta({
      title: 'Host',
      description: 'Where the backend, the MCP server, the coordinator and the bridge run.',
    }),
  ports: ports.prefault({}).meta({ title: 'Ports', advanced: true }),
  postgresUrl: url(
    ['postgres:', 'postgresql:'],
    'Give an address such as postgres://user:password@host:5432/database.',
  )
    .default('${env:DATABASE_URL}')
    .meta({ title: 'PostgreSQL', description: 'postgres://user:password@host:5432/database', secret: true }),
  usersTable: text('dashboard_users').meta({ title: 'Table of users', advanced: true }),
  redisUrl: url(['redis:', 'rediss:'], 'Give an address such as redis://user:password@host:6379/0.')
    .default('redis://127.0.0.1:6379/0')
    .meta({ title: 'Redis', description: 'redis://user:password@host:6379/0', secret: true }),
  dashboardApiUrl: httpAddress.optional().meta({
    title: 'Dashboard API',
    description: 'Address of its /health, where that is not the one of the backend.',
    advanced: true,
  }),
  pusher: pusher.prefault({}).meta({ title: 'Pusher' }),
  clerk: clerk.prefault({}).meta({ title: 'Clerk' }),
  supabase: supabase.prefault({}).meta({ title: 'Supabase' }),
  openai: openai.prefault({}).meta({ title: 'OpenAI' }),
  mcpUrl: url(['ws:', 'wss:', 'http:', 'https:'], 'Give a ws, wss, http or https address.').optional().meta({
    title: 'MCP server',
    description: 'Its address, where it is not ws://HOST:PORT.',
    advanced: true,
  }),
  mcpStore: mcpStore.optional().meta({
    title: 'MCP context store',
    description: 'The tools with which one test key is put, read and deleted in each check.',
    advanced: true,
  }),
  coordinatorPing: judged(
    value => URL.canParse(value) && value.includes('{agent_id}'),
    'Give an http or https address with {agent_id} in it.',
  )
    .optional()
    .meta({
      title: 'Ping through the coordinator',
      description: 'Address with {agent_id} in it, where the coordinator can reach an agent.',
      advanced: true,
    }),
  agentId: text('traylight').meta({
    title: 'Agent id',
    description: 'For the WebSocket /ws/agent/{agent_id}.',
    advanced: true,
  }),
  pluginSilenceSeconds: z.number().positive().default(120).meta({
    title: 'Longest silence of the plug-in',
    unit: 's',
    advanced: true,
  }),
  projectDir: judged(isFullPath, FULL_PATH_HINT).default('${env:TOOLBOXAI_DIR}').meta({
    title: 'Project folder',
    description: 'Full path of the checked-out project: its Python modules and Roblox sources.',
  }),
  interpreter: text('python3').meta({ title: 'Python', advanced: true }),
  imports: z.enum(['import', 'static']).default('import').meta({
    title: 'Python modules',
    description: 'import them in a process of their own, or only look at their files (static).',
    advanced: true,
  }),
  robloxAgentModule: judged(
    value => /^[\p{L}_][\p{L}\p{N}_]*(\.[\p{L}_][\p{L}\p{N}_]*)*$/u.test(value),
    'Give the name of a module, such as core.agents.roblox.',
  )
    .default('core.agents.roblox')
    .meta({
      title: 'Module of the Roblox agents',
      advanced: true,
    }),
})
export type ToolboxaiSettings = z.output<typeof toolboxaiSettingsSchema>
