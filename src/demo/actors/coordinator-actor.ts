import { z } from 'zod'
import type { ActorProgram } from './actor-program.ts'

const factsSchema = z.object({ port: z.int() })
const orderSchema = z.object({ do: z.enum(['silence', 'wake']), agent: z.string() })

/** An agent that is silenced was last heard this long ago, in s: longer than anybody waits. */
const SILENT_FOR_SECONDS = 600

/** The agent coordinator, and the agents behind it. */
export const coordinatorActor: ActorProgram<
  null,
  z.infer<typeof factsSchema>,
  z.infer<typeof orderSchema>
> = {
  name: 'coordinator',
  settings: z.null(),
  facts: factsSchema,
  order: orderSchema,
  async start() {
    const { DemoCoordinator } = await import('../coordinator.ts')
    const coordinator = new DemoCoordinator()
    await coordinator.start()
    return {
      facts: { port: Number(new URL(coordinator.healthUrl).port) },
      obey(order) {
        if (order.do === 'silence') coordinator.silence(order.agent, SILENT_FOR_SECONDS)
        else coordinator.wake(order.agent)
      },
      stop: () => coordinator.stop(),
    }
  },
}
