import { afterEach, describe, expect, it } from 'vitest'
import { DemoRobloxBridge } from './roblox-bridge.ts'

describe('the Roblox bridge', () => {
  const bridge = new DemoRobloxBridge()
  afterEach(() => bridge.stop())
  const health = async (): Promise<unknown> => (await fetch(bridge.healthUrl)).json()

  it('tells when it last heard from the plug-in, in the standard response', async () => {
    await bridge.start()
    expect(await health()).toMatchObject({
      status: 'healthy',
      checks: {
        plugin_communication: {
          healthy: true,
          details: {
            last_contact: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
            connected_plugins: 1,
          },
        },
      },
    })
  })

  it('is degraded without the plug-in, until that talks again', async () => {
    await bridge.start()
    bridge.silencePlugin(300)
    expect(await health()).toMatchObject({
      status: 'degraded',
      checks: { plugin_communication: { healthy: false, details: { connected_plugins: 0 } } },
    })
    bridge.wakePlugin()
    expect(await health()).toMatchObject({ status: 'healthy' })
  })
})
