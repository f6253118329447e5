import type { Crew } from './crew.ts'
import type { Act } from './director.ts'

/** An act before there is a crew to do it. */
interface PlannedAct extends Omit<Act, 'break' | 'heal'> {
  /** Left out where the crew lacks what it breaks. */
  isPossible?(crew: Crew): boolean
  /** What the backend says of it meanwhile, where it does not look itself. */
  readonly reported?: { readonly service: string; readonly problem: string }
  break(crew: Crew): Promise<void>
  heal(crew: Crew): Promise<void>
}

/** A channel and an agent, of several, that something happens to. */
const CHANNEL = 'content-generation'
const AGENT = 'RobloxScriptOptimizationAgent'

const CAN_FREEZE = process.platform !== 'win32'

/** Everything that can be broken and healed. What the backend can know of, it reports as well. */
export const ACTS: readonly PlannedAct[] = [
  {
    id: 'redis-stops',
    title: 'Redis stops',
    description: 'Its process is ended; healed, it is started again on the same port.',
    category: 'database',
    break: crew => crew.redis.stop('redis-stops'),
    heal: crew => crew.redis.start('redis-stops'),
  },
  {
    id: 'postgres-hangs',
    title: 'PostgreSQL hangs',
    description: 'Its process is frozen: connections are accepted and nothing answers.',
    category: 'database',
    isPossible: crew => crew.postgres !== null && CAN_FREEZE,
    break: async crew => crew.postgres?.freeze(),
    heal: async crew => crew.postgres?.thaw(),
  },
  {
    id: 'redis-unnoticed',
    title: 'Redis stops, and the backend does not notice',
    description:
      'Its process is ended, and the backend goes on reporting it as healthy: two views that differ.',
    category: 'database',
    async break(crew) {
      await crew.backend.obey({ do: 'ignore', service: 'redis', isIgnored: true })
      await crew.redis.stop('redis-unnoticed')
    },
    async heal(crew) {
      await crew.redis.start('redis-unnoticed')
      await crew.backend.obey({ do: 'ignore', service: 'redis', isIgnored: false })
    },
  },
  {
    id: 'openai-quota',
    title: "OpenAI's quota is used up",
    description: 'Every request is answered with 429 and insufficient_quota.',
    category: 'apis',
    reported: { service: 'openai', problem: 'HTTP 429: insufficient_quota' },
    break: crew => crew.vendors.obey({ do: 'use-up-quota' }),
    heal: crew => crew.vendors.obey({ do: 'restore-quota' }),
  },
  {
    id: 'clerk-key-revoked',
    title: "Clerk's key is revoked",
    description: 'The secret key is taken off the list: requests with it are answered with 401.',
    category: 'apis',
    reported: { service: 'clerk', problem: 'HTTP 401: clerk_key_invalid' },
    break: crew => crew.vendors.obey({ do: 'revoke-key' }),
    heal: crew => crew.vendors.obey({ do: 'restore-key' }),
  },
  {
    id: 'supabase-outage',
    title: 'Supabase has an outage',
    description: 'Its API answers 503, and its status page names the incident.',
    category: 'apis',
    reported: { service: 'supabase', problem: 'HTTP 503' },
    break: crew => crew.vendors.obey({ do: 'begin-outage' }),
    heal: crew => crew.vendors.obey({ do: 'end-outage' }),
  },
  {
    id: 'pusher-channel-vacated',
    title: 'A Pusher channel is vacated',
    description: `The last subscriber leaves ${CHANNEL}.`,
    category: 'realtime',
    reported: { service: 'pusher_channels', problem: `${CHANNEL} has no subscribers` },
    break: crew => crew.vendors.obey({ do: 'vacate', channel: CHANNEL }),
    heal: crew => crew.vendors.obey({ do: 'occupy', channel: CHANNEL }),
  },
  {
    id: 'echo-stops',
    title: 'A WebSocket stops echoing',
    description: 'The endpoint /ws/native accepts connections and sends nothing back.',
    category: 'realtime',
    reported: { service: 'websocket', problem: 'No echo on /ws/native' },
    break: crew => crew.backend.obey({ do: 'echo', echoes: false }),
    heal: crew => crew.backend.obey({ do: 'echo', echoes: true }),
  },
  {
    id: 'mcp-freezes',
    title: 'The MCP server freezes',
    description: 'Its process is frozen: connections are accepted and nothing answers.',
    category: 'agents',
    isPossible: () => CAN_FREEZE,
    reported: { service: 'mcp_server', problem: 'No answer' },
    break: crew => crew.mcp.freeze(),
    heal: crew => crew.mcp.thaw(),
  },
  {
    id: 'agent-silent',
    title: 'An agent falls silent',
    description: `${AGENT} answers no ping, and was last heard ten minutes ago.`,
    category: 'agents',
    break: crew => crew.coordinator.obey({ do: 'silence', agent: AGENT }),
    heal: crew => crew.coordinator.obey({ do: 'wake', agent: AGENT }),
  },
  {
    id: 'sparc-import-fails',
    title: 'The SPARC framework cannot be imported',
    description: 'Its state manager raises an error on import: the file is changed.',
    category: 'agents',
    isPossible: crew => crew.hasPython,
    reported: { service: 'sparc_framework', problem: 'RuntimeError on import of core.sparc.state_manager' },
    break: crew => crew.project.breakStateManager(),
    heal: crew => crew.project.mendStateManager(),
  },
  {
    id: 'bridge-stops',
    title: 'The Flask bridge stops',
    description: 'Nothing listens on its port any more.',
    category: 'roblox',
    reported: { service: 'flask_bridge', problem: 'Connection refused' },
    break: crew => crew.bridge.obey({ do: 'stop' }),
    heal: crew => crew.bridge.obey({ do: 'start' }),
  },
  {
    id: 'plugin-silent',
    title: 'The Roblox plug-in falls silent',
    description: 'The bridge last heard from it ten minutes ago.',
    category: 'roblox',
    break: crew => crew.bridge.obey({ do: 'silence' }),
    heal: crew => crew.bridge.obey({ do: 'wake' }),
  },
  {
    id: 'plugins-folder-gone',
    title: 'The folder roblox/plugins is gone',
    description: 'It is moved away.',
    category: 'roblox',
    reported: { service: 'source_structure', problem: 'roblox/plugins is missing' },
    break: crew => crew.project.movePluginsAway(),
    heal: crew => crew.project.bringPluginsBack(),
  },
]

/** The acts that this crew can do. */
export function actsOf(crew: Crew): readonly Act[] {
  const report = async ({ reported }: PlannedAct, isBroken: boolean) => {
    if (reported === undefined) return
    const { service, problem } = reported
    await crew.backend.obey({ do: 'report', service, problem: isBroken ? problem : null })
  }
  return ACTS.filter(act => act.isPossible?.(crew) ?? true).map(act => ({
    ...act,
    async break() {
      await act.break(crew)
      await report(act, true)
    },
    async heal() {
      await act.heal(crew)
      await report(act, false)
    },
  }))
}
