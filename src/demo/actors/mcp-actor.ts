import { z } from 'zod'
import type { ActorProgram } from './actor-program.ts'

const factsSchema = z.object({ port: z.int(), healthPort: z.int() })

/** The MCP server: its context store on one port, its health document on another. Nothing is asked of it. */
export const mcpActor: ActorProgram<null, z.infer<typeof factsSchema>, never> = {
  name: 'mcp',
  settings: z.null(),
  facts: factsSchema,
  order: z.never(),
  async start() {
    const { DemoMcpServer } = await import('../mcp-server.ts')
    const server = new DemoMcpServer()
    await server.start()
    return {
      facts: { port: portOf(server.webSocketUrl), healthPort: portOf(server.healthUrl) },
      obey() {},
      stop: () => server.stop(),
    }
  },
}

const portOf = (url: string): number => Number(new URL(url).port)
