import { z } from 'zod'
import type { ActorProgram } from './actor-program.ts'

const settingsSchema = z.object({
  /** For both databases. */
  password: z.string(),
  /** Whether installed programs are looked for. */
  usesInstalled: z.boolean(),
})

/** Where an installed program answers; null where there is none that could be started. */
const addressSchema = z.string().nullable()
const factsSchema = z.object({
  /** The folder of the demo's files. */
  folder: z.string(),
  postgresUrl: addressSchema,
  redisUrl: addressSchema,
  /** Why one of them is not there. */
  reasons: z.array(z.string()).readonly(),
})

const programSchema = z.enum(['postgres', 'redis'])
const orderSchema = z.discriminatedUnion('do', [
  z.object({ do: z.enum(['start', 'stop', 'freeze', 'thaw']), program: programSchema }),
  /** A process that is to be frozen, and one that is thawed or gone. */
  z.object({ do: z.enum(['thaw-at-end', 'forget']), pid: z.int().positive() }),
])
type Order = z.infer<typeof orderSchema>

/**
 * Has what cannot see by itself that the demo is over: the installed PostgreSQL and Redis, the folder of the demo's
 * files, and processes that are frozen. All of it ends with the guard.
 */
export const guardActor: ActorProgram<z.infer<typeof settingsSchema>, z.infer<typeof factsSchema>, Order> = {
  name: 'guard',
  settings: settingsSchema,
  facts: factsSchema,
  order: orderSchema,
  async start({ password, usesInstalled }) {
    const { Guard } = await import('../guard.ts')
    const guard = await Guard.begin(usesInstalled ? password : null)
    return {
      facts: guard.facts,
      obey(order) {
        switch (order.do) {
          case 'thaw-at-end':
            return guard.thawAtEnd(order.pid)
          case 'forget':
            return guard.forget(order.pid)
          default:
            return guard.tell(order.program, order.do)
        }
      },
      stop: () => guard.end(),
    }
  },
}
