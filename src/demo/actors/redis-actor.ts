import { z } from 'zod'
import type { ActorProgram } from './actor-program.ts'

const settingsSchema = z.object({ port: z.int(), password: z.string() })

/** As much of a Redis as is asked for, where none is installed. */
export const redisActor: ActorProgram<z.infer<typeof settingsSchema>, null, never> = {
  name: 'redis',
  settings: settingsSchema,
  facts: z.null(),
  order: z.never(),
  async start(settings) {
    const { RespServer } = await import('../programs/resp-server.ts')
    const server = new RespServer(settings)
    await server.start()
    return { facts: null, obey() {}, stop: () => server.stop() }
  },
}
