import type { Crew } from './crew.ts'
import type { Act } from './director.ts'

/** An act before there is a crew to do it. */
interface PlannedAct extends Omit<Act, 'break' | 'heal'> {
  /** Left out where the crew lacks what it breaks. */
  isPossible?(crew: Crew): boolean
  break(crew: Crew): Promise<void>
  heal(crew: Crew): Promise<void>
}

/** A channel and an agent, of several, that something happens to. */
const CHANNEL = 'content-generation'
const AGENT = 'RobloxScriptOptimizationAgent'

const CAN_FREEZE = process.platform !== 'win32'

/** What the backend says of a service that it does not look at itself. */
const report = (crew: Crew, service: string, problem: string | null): Promise<void> =>
  crew.backend.obey({ do: 'report', service, problem })

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
    async break(crew) {
      await crew.vendors.obey({ do: 'use-up-quota' })
      await report(crew, 'openai', 'HTTP 429: insufficient_quota')
    },
    async heal(crew) {
      await crew.vendors.obey({ do: 'restore-quota' })
      await report(crew, 'openai', null)
    },
  },
  {
    id: 'clerk-key-revoked',
    title: "Clerk's key is revoked",
    description: 'The secret key is taken off the list: requests with it are answered with 401.',
    category: 'apis',
    async break(crew) {
      await crew.vendors.obey({ do: 'revoke-key' })
      await report(crew, 'clerk', 'HTTP 401: clerk_key_invalid')
    },
    async heal(crew) {
      await crew.vendors.obey({ do: 'restore-key' })
      await report(crew, 'clerk', null)
    },
  },
  {
    id: 'supabase-outage',
    title: 'Supabase has an outage',
    description: 'Its API answers 503, and its status page names the incident.',
    category: 'apis',
    async break(crew) {
      await crew.vendors.obey({ do: 'begin-outage' })
      await report(crew, 'supabase', 'HTTP 503')
    },
    async heal(crew) {
      await crew.vendors.obey({ do: 'end-outage' })
      await report(crew, 'supabase', null)
    },
  },
  {
    id: 'pusher-channel-vacated',
    title: 'A Pusher channel is vacated',
    description: `The last subscriber leaves ${CHANNEL}.`,
    category: 'realtime',
    async break(crew) {
      await crew.vendors.obey({ do: 'vacate', channel: CHANNEL })
      await report(crew, 'pusher_channels', `${CHANNEL} has no subscribers`)
    },
    async heal(crew) {
      await crew.vendors.obey({ do: 'occupy', channel: CHANNEL })
      await report(crew, 'pusher_channels', null)
    },
  },
  {
    id: 'echo-stops',
    title: 'A WebSocket stops echoing',
    description: 'The endpoint /ws/native accepts connections and sends nothing back.',
    category: 'realtime',
    async break(crew) {
      await crew.backend.obey({ do: 'echo', echoes: false })
      await report(crew, 'websocket', 'No echo on /ws/native')
    },
    async heal(crew) {
      await crew.backend.obey({ do: 'echo', echoes: true })
      await report(crew, 'websocket', null)
    },
  },
  {
    id: 'mcp-freezes',
    title: 'The MCP server freezes',
    description: 'Its process is frozen: connections are accepted and nothing answers.',
    category: 'agents',
    isPossible: () => CAN_FREEZE,
    async break(crew) {
      await crew.mcp.freeze()
      await report(crew, 'mcp_server', 'No answer')
    },
    async heal(crew) {
      await crew.mcp.thaw()
      await report(crew, 'mcp_server', null)
    },
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
    async break(crew) {
      await crew.project.breakStateManager()
      await report(crew, 'sparc_framework', 'RuntimeError on import of core.sparc.state_manager')
    },
    async heal(crew) {
      await crew.project.mendStateManager()
      await report(crew, 'sparc_framework', null)
    },
  },
  {
    id: 'bridge-stops',
    title: 'The Flask bridge stops',
    description: 'Nothing listens on its port any more.',
    category: 'roblox',
    async break(crew) {
      await crew.bridge.obey({ do: 'stop' })
      await report(crew, 'flask_bridge', 'Connection refused')
    },
    async heal(crew) {
      await crew.bridge.obey({ do: 'start' })
      await report(crew, 'flask_bridge', null)
    },
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
    async break(crew) {
      await crew.project.movePluginsAway()
      await report(crew, 'source_structure', 'roblox/plugins is missing')
    },
    async heal(crew) {
      await crew.project.bringPluginsBack()
      await report(crew, 'source_structure', null)
    },
  },
]

/** The acts that this crew can do. */
export function actsOf(crew: Crew): readonly Act[] {
  return ACTS.filter(act => act.isPossible?.(crew) ?? true).map(act => ({
    ...act,
    break: () => act.break(crew),
    heal: () => act.heal(crew),
  }))
}
