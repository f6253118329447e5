import { randomBytes } from 'node:crypto'
import type { CallToolResult } from '@modelcontextprotocol/client'
import { CheckFailure } from './checker.ts'
import type { McpSession } from './mcp-session.ts'
import type { McpStore } from './mcp-target.ts'
import { oneLine, printable, shorten } from './printable-text.ts'

const KEY_PREFIX = 'traylight:health_check:'
/** How many tools are named where one is missed. */
const NAMED = 10

/** What was found of a context store: what was done, and how long it took in ms. */
export interface StoreRoundTrip {
  readonly operations: string
  readonly ms: number
}

/** How the server is called, and the tools that it has. */
export interface StoreServer {
  readonly session: McpSession
  readonly address: string
  readonly toolNames: readonly string[]
}

/**
 * Puts, gets and deletes a key of its own in a server's context store. The key is deleted also where getting failed.
 *
 * @throws CheckFailure that says which of it did not work.
 */
export async function tryStore(
  store: McpStore,
  server: StoreServer,
  now: () => number,
): Promise<StoreRoundTrip> {
  for (const name of [store.putTool, store.getTool, store.deleteTool]) requireTool(name, server)
  const startedAt = now()
  const key = { [store.keyArgument]: `${KEY_PREFIX}${randomBytes(8).toString('hex')}` }
  const value = randomBytes(8).toString('hex')
  await call(store.putTool, { ...key, [store.valueArgument]: value }, server)
  try {
    const got = await call(store.getTool, key, server)
    if (!contentOf(got).includes(value)) {
      throw new CheckFailure(
        'unexpected',
        `The context store of the MCP server at ${server.address} did not give back the value that was just put. Check what is behind its tool ${store.getTool}.`,
      )
    }
  } catch (error) {
    await call(store.deleteTool, key, server).catch(() => {})
    throw error
  }
  await call(store.deleteTool, key, server)
  return { operations: 'put, get, delete', ms: now() - startedAt }
}

function requireTool(name: string, { address, toolNames }: StoreServer): void {
  if (toolNames.includes(name)) return
  const known = toolNames.slice(0, NAMED).map(tool => shorten(printable(tool), 60))
  const has =
    known.length === 0 ? 'It has none' : `It has ${known.join(', ')}${toolNames.length > NAMED ? ' …' : ''}`
  throw new CheckFailure(
    'misconfigured',
    `The MCP server at ${address} has no tool "${name}". ${has}. Correct the name in the settings of this monitor.`,
  )
}

async function call(
  name: string,
  args: Readonly<Record<string, string>>,
  { session, address }: StoreServer,
): Promise<CallToolResult> {
  // Not by callTool, which compiles the schemas that the server gives for its results.
  const result = await session.ask(`the tool ${name}`, options =>
    session.client.request({ method: 'tools/call', params: { name, arguments: args } }, options),
  )
  if (result.isError !== true) return result
  const said = oneLine(textOf(result), 200)
  throw new CheckFailure(
    'unexpected',
    `The tool ${name} of the MCP server at ${address} failed${said === '' ? '' : `: ${said.replace(/\.$/, '')}`}.`,
  )
}

function textOf({ content }: CallToolResult): string {
  return content.flatMap(block => (block.type === 'text' ? [block.text] : [])).join('\n')
}

function contentOf(result: CallToolResult): string {
  return `${textOf(result)}\n${JSON.stringify(result.structuredContent ?? null)}`
}
