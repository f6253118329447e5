import { z } from 'zod'
import type { ActorProgram } from './actor-program.ts'

const settingsSchema = z.object({ postgresUrl: z.string().nullable(), redisUrl: z.string().nullable() })
const factsSchema = z.object({ port: z.int() })
const orderSchema = z.discriminatedUnion('do', [
  /** What the backend says of a service that it does not look at itself: well, or what is wrong. */
  z.object({ do: z.literal('report'), service: z.string(), problem: z.string().nullable() }),
  /** Whether it goes on saying that a service is well, whatever that does. */
  z.object({ do: z.literal('ignore'), service: z.enum(['postgresql', 'redis']), isIgnored: z.boolean() }),
  z.object({ do: z.literal('echo'), echoes: z.boolean() }),
])

type Order = z.infer<typeof orderSchema>

/** The ToolBoxAI backend: its health documents and its WebSockets. */
export const backendActor: ActorProgram<
  z.infer<typeof settingsSchema>,
  z.infer<typeof factsSchema>,
  Order
> = {
  name: 'backend',
  settings: settingsSchema,
  facts: factsSchema,
  order: orderSchema,
  async start(settings) {
    const { ToolboxaiBackend } = await import('../toolboxai-backend.ts')
    const { BackendLooks } = await import('../backend-looks.ts')
    const backend = new ToolboxaiBackend()
    const looks = new BackendLooks({ backend, ...settings })
    await looks.start()
    await backend.start()
    return {
      facts: { port: backend.port },
      async obey(order) {
        switch (order.do) {
          case 'report':
            return backend.setHealthy(order.service, order.problem === null, order.problem ?? undefined)
          case 'ignore':
            if (order.isIgnored) looks.blindTo.add(order.service)
            else looks.blindTo.delete(order.service)
            return looks.look()
          case 'echo':
            backend.sockets.echoes = order.echoes
        }
      },
      async stop() {
        await looks.stop()
        await backend.stop()
      },
    }
  },
}
