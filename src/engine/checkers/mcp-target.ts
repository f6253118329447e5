import { z } from 'zod'
import { showUrl } from './http-exchange.ts'
import { headersSchema } from './http-target.ts'
import { tlsOptionsSchema } from './tls-options.ts'

const tool = (title: string) => z.string().min(1, 'Name the tool.').max(200).meta({ title })
const argument = (title: string) => z.string().min(1, 'Name the argument.').max(200).meta({ title })

const storeSchema = z.strictObject({
  putTool: tool('Tool that puts'),
  getTool: tool('Tool that gets'),
  deleteTool: tool('Tool that deletes'),
  keyArgument: argument('Argument for the key').default('key'),
  valueArgument: argument('Argument for the value').default('value'),
})

/** What an `mcp` check asks. */
export const mcpTargetSchema = z
  .strictObject({
    url: z
      .url({ protocol: /^(wss?|https?)$/, error: 'Give an address that begins with ws, wss, http or https.' })
      .refine(url => !url.includes('#'), 'The address of an MCP server has no #.')
      .meta({ title: 'URL', description: 'Such as ws://127.0.0.1:9877 or https://example.com/mcp.' }),
    transport: z.enum(['auto', 'websocket', 'streamable-http', 'sse']).default('auto').meta({
      title: 'Transport',
      description:
        'auto: WebSocket for ws and wss; for http and https streamable HTTP, or SSE where an older server refuses that.',
    }),
    headers: headersSchema
      .optional()
      .meta({ title: 'Headers', description: 'Sent to the MCP server, such as an API key.', secret: true }),
    healthUrl: z
      .url({ protocol: /^https?$/, error: 'Give an http or https address.' })
      .optional()
      .meta({
        title: 'Health address',
        description: 'Its health document, such as http://127.0.0.1:9878/health; asked without the headers.',
      }),
    store: storeSchema.optional().meta({
      title: 'Context store',
      description: 'Tools with which a key is put, got and deleted at each check.',
    }),
    tls: tlsOptionsSchema.optional().meta({ title: 'TLS', advanced: true }),
  })
  .refine(
    ({ url, transport }) => transport === 'auto' || (transport === 'websocket') === /^wss?:/i.test(url),
    {
      error: 'The transport websocket goes with ws and wss, the others with http and https.',
      path: ['transport'],
    },
  )
export type McpTarget = z.infer<typeof mcpTargetSchema>
export type McpStore = z.infer<typeof storeSchema>

/** How messages travel. */
export type McpTransportName = Exclude<McpTarget['transport'], 'auto'>

/** How the server is called in messages: without credentials and what stands in the query. */
export function showMcpUrl(target: McpTarget): string {
  return showUrl(new URL(target.url))
}
