import { z } from 'zod'
import type { ActorProgram } from './actor-program.ts'

const factsSchema = z.object({ port: z.int() })
const orderSchema = z.object({ do: z.enum(['start', 'stop', 'silence', 'wake']) })

/** A plug-in that is silenced was last heard this long ago, in s: longer than anybody waits. */
const SILENT_FOR_SECONDS = 600

/** The bridge to Roblox Studio, and the plug-in behind it. */
export const bridgeActor: ActorProgram<null, z.infer<typeof factsSchema>, z.infer<typeof orderSchema>> = {
  name: 'bridge',
  settings: z.null(),
  facts: factsSchema,
  order: orderSchema,
  async start() {
    const { DemoRobloxBridge } = await import('../roblox-bridge.ts')
    const bridge = new DemoRobloxBridge()
    await bridge.start()
    return {
      facts: { port: Number(new URL(bridge.healthUrl).port) },
      async obey(order) {
        if (order.do === 'start') await bridge.start()
        if (order.do === 'stop') await bridge.stop()
        if (order.do === 'silence') bridge.silencePlugin(SILENT_FOR_SECONDS)
        if (order.do === 'wake') bridge.wakePlugin()
      },
      stop: () => bridge.stop(),
    }
  },
}
