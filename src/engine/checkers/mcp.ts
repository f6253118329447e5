import type { Details } from '#shared/views.ts'
import { type CheckContext, type CheckOutcome, defineChecker } from './checker.ts'
import { hostOf } from './http-exchange.ts'
import { askMcpHealth, type McpHealth } from './mcp-health.ts'
import type { McpSession } from './mcp-session.ts'
import { type StoreRoundTrip, tryStore } from './mcp-store.ts'
import { type McpTarget, mcpTargetSchema, showMcpUrl } from './mcp-target.ts'
import { oneLine } from './printable-text.ts'
import { roundMs } from './timed-connect.ts'

/** How many tools are named. */
const NAMED_TOOLS = 20
const MAX_NAME = 100

/** Initializes a session with an MCP server, pings it, and asks what it offers. */
export const mcpChecker = defineChecker<McpTarget>({
  kind: 'mcp',
  title: 'MCP',
  summary:
    'Initializes, pings and lists the tools of a Model Context Protocol server, and can try its context store.',
  schema: mcpTargetSchema,
  defaults: { category: 'agents' },
  whatToCheck: [
    'See whether the MCP server runs and listens at this address, and what its log says.',
    'Open its health address, where it has one, and look at its memory and context store.',
    'Check the path, the transport and, where the server asks for them, the credentials.',
  ],
  describe: target => ({ text: showMcpUrl(target), host: hostOf(new URL(target.url)) }),
  check: checkMcp,
})

async function checkMcp(target: McpTarget, context: CheckContext): Promise<CheckOutcome> {
  // Loaded when it is needed first: the SDK is large, and most configurations have no MCP server.
  const { McpSession } = await import('./mcp-session.ts')
  const ended = new AbortController()
  const health = startHealth(target, { ...context, signal: AbortSignal.any([context.signal, ended.signal]) })
  try {
    const session = await McpSession.open(target, context)
    try {
      return await examine(session, target, health, context)
    } finally {
      await session.close()
    }
  } finally {
    ended.abort(new Error('The check has ended.'))
    await health
  }
}

/** Asked at the same time; it never rejects. */
function startHealth({ healthUrl }: McpTarget, context: CheckContext): Promise<McpHealth | null> {
  return healthUrl === undefined ? Promise.resolve(null) : askMcpHealth(healthUrl, context)
}

async function examine(
  session: McpSession,
  target: McpTarget,
  asked: Promise<McpHealth | null>,
  { clock }: CheckContext,
): Promise<CheckOutcome> {
  const pingedAt = clock.monotonic()
  await ping(session)
  const pingMs = clock.monotonic() - pingedAt
  const offer = await listOffer(session)
  const now = () => clock.monotonic()
  const server = { session, address: showMcpUrl(target), toolNames: offer.toolNames }
  const store = target.store === undefined ? null : await tryStore(target.store, server, now)
  const health = await asked
  const { certificate } = session.link
  return {
    status: health?.status ?? 'healthy',
    message: health?.problem ?? healthyMessage(session, offer, store),
    responseTimeMs: roundMs(session.openedMs + pingMs),
    details: {
      ...identityOf(session),
      transport: session.link.name,
      tools: offer.toolNames.length,
      toolNames: offer.toolNames.slice(0, NAMED_TOOLS).map(tool => oneLine(tool, MAX_NAME)),
      resources: offer.resources,
      prompts: offer.prompts,
      pingMs: roundMs(pingMs),
      initializeMs: roundMs(session.initializeMs),
      ...(store && { store: { operations: store.operations, ms: roundMs(store.ms) } }),
      ...(health && { health: health.details }),
      ...certificate?.details,
    },
    ...(health?.status === 'unhealthy' ? { failure: 'unexpected' } : {}),
    ...(certificate ? { certificateExpiresAt: certificate.expiresAt } : {}),
  }
}

/** From the revision of 2026-07-28 on there is no ping any more; asking what the server is stands for it. */
async function ping(session: McpSession): Promise<void> {
  const { client } = session
  if (client.getProtocolEra() === 'modern')
    await session.ask('what it is', options => client.discover(options))
  else await session.ask('the ping', options => client.ping(options))
}

/** What a server offers; null where it does not have such things at all. */
interface Offer {
  readonly toolNames: readonly string[]
  readonly resources: number | null
  readonly prompts: number | null
}

async function listOffer(session: McpSession): Promise<Offer> {
  const { client } = session
  const can = client.getServerCapabilities() ?? {}
  const tools = can.tools
    ? await session.ask('what tools it has', options => client.listTools({}, options))
    : { tools: [] }
  const resources = can.resources
    ? await session.ask('what resources it has', options => client.listResources({}, options))
    : null
  const prompts = can.prompts
    ? await session.ask('what prompts it has', options => client.listPrompts({}, options))
    : null
  return {
    toolNames: tools.tools.map(({ name }) => name),
    resources: resources?.resources.length ?? null,
    prompts: prompts?.prompts.length ?? null,
  }
}

function identityOf({ client }: McpSession): Details {
  const server = client.getServerVersion()
  return {
    serverName: server ? oneLine(server.name, MAX_NAME) : null,
    serverVersion: server ? oneLine(server.version, MAX_NAME) : null,
    protocolVersion: client.getNegotiatedProtocolVersion() ?? null,
  }
}

function healthyMessage(session: McpSession, { toolNames }: Offer, store: StoreRoundTrip | null): string {
  const { serverName, serverVersion } = identityOf(session)
  const name =
    [serverName, serverVersion].filter(part => part !== null && part !== '').join(' ') || 'Initialized'
  const tools = `${toolNames.length} ${toolNames.length === 1 ? 'tool' : 'tools'}`
  return [name, tools, ...(store ? [store.operations] : [])].join(', ')
}
