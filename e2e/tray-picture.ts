import { setTimeout as pause } from 'node:timers/promises'
import { CALM_THRESHOLDS } from '#demo/calm-thresholds.ts'
import { startRedisServer } from '#demo/programs/redis-server.ts'
import { STATUS_COLOURS } from '../src/shared/status-colours.ts'
import { startDesktopSession } from '../test-support/desktop-session.ts'
import { looksLike } from '../test-support/screen.ts'
import { startLightShell } from './light-shell.ts'
import { TIMING } from './watched-services.ts'

/** What of the screen is worth showing: the right end of the panel, and what opens below it. */
const SHOWN = { x: 480, y: 0, width: 800, height: 330 }
const PANEL_HEIGHT = 30
const DRAWN_MS = 1500

/** Takes a picture of a real panel just after a Redis stopped: the icon, the notification, and the menu. */
export async function takeTrayPicture(file: string): Promise<void> {
  const [desktop, redis] = await Promise.all([startDesktopSession(), startRedisServer()])
  const command = (id: string, name: string) => ({
    ...{ id, name, category: 'apis', check: { kind: 'command', argv: [process.execPath, '-e', ''] } },
  })
  const shell = await startLightShell({
    config: {
      thresholds: CALM_THRESHOLDS,
      monitors: [
        {
          id: 'redis',
          name: 'Redis',
          category: 'database',
          ...TIMING,
          check: { kind: 'redis', url: redis.url },
        },
        command('orders', 'Orders API'),
        command('billing', 'Billing API'),
      ],
    },
    env: desktop.env,
  })
  try {
    const panel = { x: 0, y: 0, width: desktop.size.width, height: PANEL_HEIGHT }
    const icon = async (colour: string) => {
      for (;;) {
        const place = (await desktop.picture()).find(looksLike(colour), panel)
        if (place) return place
        await pause(100)
      }
    }
    await icon(STATUS_COLOURS.healthy)
    await redis.stop()
    const { x, y, width, height } = await icon(STATUS_COLOURS.unhealthy)
    await pause(DRAWN_MS)
    await desktop.point(x + Math.floor(width / 2), y + Math.floor(height / 2), 3)
    await pause(DRAWN_MS)
    await (await desktop.picture()).save(file, SHOWN)
  } finally {
    await shell.remove()
    await desktop.stop()
    await redis.remove()
  }
}
