import type { ExpandedProfile } from '#engine/profiles/expand-profile.ts'
import type { BackendInput, ConfigInput, MonitorInput } from '#shared/config.ts'
import type { Crew } from './crew.ts'

/** How often everything is checked in the demo, in seconds: short, so that what is broken shows soon. */
export const TIMING = { intervalSeconds: 5, timeoutSeconds: 2, retrySeconds: 1 } as const
/** Starting an interpreter costs more than asking a service: a second of CPU where the machine is busy. */
const PYTHON_TIMING = { intervalSeconds: 10, timeoutSeconds: 10, retrySeconds: 1 } as const
/** What is slower than its timeout has failed: a busy machine makes nothing on the stage slow. */
const AS_SLOW_AS_CAN_BE = { warning: 2000, critical: 2000 }
/** This machine's own metrics may colour their tiles and never the light, which follows the stage: nothing is above 100 %. */
const DEMO_THRESHOLDS = {
  cpu: { warning: 85, critical: 100 },
  memory: { warning: 75, critical: 100 },
  disk: { warning: 85, critical: 100 },
  sustainedSeconds: 10,
  responseTimeMs: { database: AS_SLOW_AS_CAN_BE, apis: AS_SLOW_AS_CAN_BE },
}
/** How long the plug-in may be silent, in seconds. */
const PLUGIN_SILENCE_SECONDS = 120

/** The settings of the profile `toolboxai` by which everything on the stage is watched. */
export function profileSettings(crew: Crew): object {
  const { backend, mcp, coordinator, bridge, vendors, keys } = crew
  const { statusPages } = vendors.facts
  return {
    host: '127.0.0.1',
    ports: {
      backend: backend.facts.port,
      mcp: mcp.facts.port,
      mcpHealth: mcp.facts.healthPort,
      coordinator: coordinator.facts.port,
      bridge: bridge.facts.port,
    },
    ...(crew.postgres === null ? {} : { postgresUrl: crew.postgres.url }),
    redisUrl: crew.redis.url,
    pusher: {
      ...{ ...keys.pusher, cluster: 'mt1', host: vendors.facts.pusherUrl },
      statusPage: statusPages.pusher,
    },
    clerk: { secretKey: keys.clerkKey, url: vendors.facts.clerkUrl, statusPage: statusPages.clerk },
    supabase: { key: keys.supabaseKey, url: vendors.facts.supabaseUrl, statusPage: statusPages.supabase },
    openai: { apiKey: keys.openAiKey, url: vendors.facts.openAiUrl, statusPage: statusPages.openAi },
    mcpStore: { putTool: 'context_put', getTool: 'context_get', deleteTool: 'context_delete' },
    coordinatorPing: `http://127.0.0.1:${coordinator.facts.port}/agents/{agent_id}/ping`,
    pluginSilenceSeconds: PLUGIN_SILENCE_SECONDS,
    projectDir: crew.project.path,
    imports: crew.hasPython ? 'import' : 'static',
  }
}

/**
 * The demo's configuration: what the profile adds, checked often, and without thresholds that a busy machine passes, so
 * that the light follows the stage alone. What has no process on the stage is not watched.
 */
export function demoConfig(items: ExpandedProfile, crew: Pick<Crew, 'postgres'>): ConfigInput {
  const isOnStage = ({ check }: MonitorInput) => crew.postgres !== null || check.kind !== 'postgres'
  return {
    monitors: items.monitors.filter(isOnStage).map(watchedOften),
    backends: items.backends.map((backend): BackendInput => ({ ...backend, ...TIMING })),
    thresholds: DEMO_THRESHOLDS,
  }
}

function watchedOften(monitor: MonitorInput): MonitorInput {
  const { check, thresholds } = monitor
  const timing = check.kind === 'python-module' ? PYTHON_TIMING : TIMING
  // On the stage every channel has subscribers, until the director lets them leave.
  const whenVacant = check.kind === 'pusher-channel' ? { whenVacant: 'unhealthy' } : {}
  return {
    ...{ ...monitor, ...timing, check: { ...check, ...whenVacant } },
    thresholds: { ...thresholds, responseTimeMs: AS_SLOW_AS_CAN_BE },
  }
}
