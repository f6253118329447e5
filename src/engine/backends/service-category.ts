import { wordsOf } from './service-name.ts'

/** What stands in an integration group's name, and the category it means (report: "Integration Categories"). */
const GROUPS: readonly (readonly [RegExp, string])[] = [
  [/roblox/, 'roblox'],
  [/agent|orchestrat/, 'agents'],
  [/real_?-?time|websocket|channel/, 'realtime'],
  [/database|storage/, 'database'],
  [/api|external/, 'apis'],
  [/system|resource/, 'system'],
]

/**
 * What a service's words may begin with, and its category. The first that fits counts: the report has Roblox's agents
 * under Roblox, Pusher among the external APIs and its channels among the real-time services.
 */
const NAMES: readonly (readonly [readonly string[], string])[] = [
  [['roblox', 'flask', 'rojo', 'luau'], 'roblox'],
  [['postgres', 'pg', 'mysql', 'maria', 'mongo', 'redis', 'sqlite', 'database', 'db'], 'database'],
  [['websocket', 'channel', 'realtime', 'ws'], 'realtime'],
  [['mcp', 'agent', 'sparc', 'coordinator', 'orchestrat'], 'agents'],
  [['openai', 'clerk', 'supabase', 'stripe', 'pusher', 'anthropic', 'dashboard', 'api', 'auth'], 'apis'],
  [['cpu', 'memory', 'disk', 'system', 'swap', 'filesystem', 'network'], 'system'],
]

/** Words too short to be the beginning of another. */
const WHOLE_WORDS: ReadonlySet<string> = new Set(['db', 'pg', 'ws', 'api', 'cpu', 'mcp'])

/** The category that an integration group stands for, such as `database_integrations`; undefined if none is known. */
export function categoryOfGroup(group: string): string | undefined {
  const name = group.toLowerCase()
  return GROUPS.find(([pattern]) => pattern.test(name))?.[1]
}

/** The category of a service that stands in no group, told from its name; the backend's own where it does not tell. */
export function categoryOfService(name: string, fallback: string): string {
  const words = wordsOf(name)
  const fits = (beginning: string) =>
    words.some(word => (WHOLE_WORDS.has(beginning) ? word === beginning : word.startsWith(beginning)))
  return NAMES.find(([beginnings]) => beginnings.some(fits))?.[1] ?? fallback
}
