import { z } from 'zod'
import type { StatusBook } from '../status/status-book.ts'
import { type Family, type FamilySample, gauge, known } from './family.ts'
import { upSample } from './watched-samples.ts'

/** What the details of an `mcp` check have of the server's health document; null where it does not say. */
const detailsSchema = z.object({
  health: z.object({
    uptimeSeconds: z.number().nullish(),
    activeConnections: z.number().nullish(),
    memoryPercent: z.number().nullish(),
  }),
})
type HealthFigure = keyof z.infer<typeof detailsSchema>['health']

/** The report's metrics of MCP servers, of the monitors of kind `mcp`; `service` is the monitor's id. */
export function* mcpFamilies({ monitors }: StatusBook): Iterable<Family> {
  const servers = [...monitors.values()]
    .filter(({ monitor }) => monitor.check.kind === 'mcp')
    .map(({ monitor, watched }) => {
      const { success, data } = detailsSchema.safeParse(watched.last?.details)
      const health = success && watched.status !== 'unknown' ? data.health : {}
      return { labels: { service: monitor.id }, watched, health }
    })
  const figure = (name: HealthFigure): readonly FamilySample[] =>
    servers.flatMap(({ labels, health }) => known(labels, health[name]))

  yield gauge(
    'mcp_server_up',
    'Whether an MCP server works: 1, else 0; absent while that is not known.',
    servers.flatMap(upSample),
  )
  yield gauge(
    'mcp_server_uptime_seconds',
    'How long it has been running, as its health document says.',
    figure('uptimeSeconds'),
  )
  yield gauge(
    'mcp_server_active_connections',
    'How many clients are connected to it, as its health document says.',
    figure('activeConnections'),
  )
  yield gauge(
    'mcp_server_memory_percent',
    'Memory it uses, 0 to 100, as its health document says.',
    figure('memoryPercent'),
  )
}
