import { z } from 'zod'
import type { ActorProgram } from './actor-program.ts'

const settingsSchema = z.object({ port: z.int() })

/** PostgreSQL in WebAssembly, where none is installed. */
export const postgresActor: ActorProgram<z.infer<typeof settingsSchema>, null, never> = {
  name: 'postgres',
  settings: settingsSchema,
  facts: z.null(),
  order: z.never(),
  async start({ port }) {
    const { startPglite } = await import('../programs/pglite-server.ts')
    const server = await startPglite(port)
    return { facts: null, obey() {}, stop: () => server.stop() }
  },
}
