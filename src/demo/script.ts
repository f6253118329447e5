import type { StageStep } from '#shared/views.ts'
import type { Script } from './director.ts'

/** Something is broken at a second of the script and healed at another. */
const brokenFrom = (act: string, from: number, to: number): readonly StageStep[] => [
  { atMs: from * 1000, act, does: 'break' },
  { atMs: to * 1000, act, does: 'heal' },
]

/**
 * The demo's script: calm first, then one to three things at a time, of different categories, each long enough that it is
 * confirmed and looked at, and healed before the next.
 */
export const SCRIPT: Script = {
  lengthMs: 240_000,
  steps: [
    ...brokenFrom('redis-stops', 25, 55),
    ...brokenFrom('openai-quota', 36, 62),

    ...brokenFrom('mcp-freezes', 72, 104),
    ...brokenFrom('pusher-channel-vacated', 78, 100),
    ...brokenFrom('plugin-silent', 84, 108),

    ...brokenFrom('supabase-outage', 116, 142),
    ...brokenFrom('sparc-import-fails', 122, 146),

    ...brokenFrom('redis-unnoticed', 152, 182),
    ...brokenFrom('bridge-stops', 158, 178),

    ...brokenFrom('postgres-hangs', 188, 212),
    ...brokenFrom('clerk-key-revoked', 192, 216),
    ...brokenFrom('echo-stops', 196, 210),

    ...brokenFrom('agent-silent', 218, 234),
    ...brokenFrom('plugins-folder-gone', 222, 236),
  ],
}
