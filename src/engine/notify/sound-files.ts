import { join } from 'node:path'
import type { AlertLevel } from '#shared/alert-level.ts'

/** What there is a sound for. */
export type SoundName = AlertLevel | 'recovery'

/** The WAV file of a sound. */
export function soundFile(resourcesDir: string, sound: SoundName): string {
  return join(resourcesDir, 'sounds', `${sound}.wav`)
}
