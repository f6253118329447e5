import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { z } from 'zod'
import { ALERT_LEVELS, alertLevelSchema } from '#shared/alert-level.ts'
import { expandHome, FULL_PATH_HINT, isFullPath } from '../../checkers/full-path.ts'
import type { AlertMessage } from '../alert-message.ts'
import { DeliveryFailure, defineNotifier } from '../notifier.ts'
import { LONGEST_SOUND_MS, playSound } from '../play-sound.ts'
import { soundFile } from '../sound-files.ts'

const schema = z.strictObject({
  file: z
    .string()
    .trim()
    .min(1, FULL_PATH_HINT)
    .max(4096)
    .refine(isFullPath, FULL_PATH_HINT)
    .optional()
    .meta({
      title: 'Own sound',
      description: `A WAV file. At most ${LONGEST_SOUND_MS / 1000} s of it are played.`,
      whenEmpty: 'the sounds of Traylight',
    }),
  levels: z
    .array(alertLevelSchema)
    .min(1, 'Name a level.')
    .max(ALERT_LEVELS.length)
    .default([...ALERT_LEVELS])
    .meta({
      title: 'Own sound for',
      description:
        'The levels that your own sound is for. Others, and recoveries, have the sounds of Traylight.',
      advanced: true,
    }),
})
type SoundTarget = z.infer<typeof schema>

/** A short sound on this machine, one for each level and one for a recovery. */
export const soundNotifier = defineNotifier<SoundTarget>({
  kind: 'sound',
  title: 'Sound',
  summary: 'Plays a short sound on this machine.',
  setUp:
    'Needs a sound device, and a program that plays: on Linux that of PipeWire, PulseAudio or ALSA. Windows and macOS have one.',
  schema,
  style: 'messages',
  isHere: true,
  async send(message, target, { clock, signal, resourcesDir }) {
    // Somebody is at it already.
    if (message.kind === 'acknowledged') return
    const own = ownFile(message, target)
    const file = own ?? builtInFile(message, resourcesDir)
    await access(file, constants.R_OK).catch(() => {
      throw failure(
        own === null
          ? 'The sounds of Traylight are not installed completely. Install it again, or give a WAV file of your own.'
          : `The sound file ${own} cannot be read. Check that it is there, and that this user may read it.`,
      )
    })
    const { platform, env } = process
    const played = await playSound(file, { platform, env, clock, signal })
    if (played.as === 'not') throw failure(played.problem)
    if (played.as === 'cut' && own === null) {
      throw failure(
        'The sound device took no sound within 10 s. Check that it is not held by another program.',
      )
    }
  },
})

function ownFile({ kind, level }: AlertMessage, { file, levels }: SoundTarget): string | null {
  if (file === undefined || kind === 'recovery') return null
  return levels.includes(level) ? expandHome(file) : null
}

function builtInFile({ kind, level }: AlertMessage, resourcesDir: string | null): string {
  if (resourcesDir === null) {
    throw failure('The sounds of Traylight are not known here. Give a WAV file of your own.')
  }
  return soundFile(resourcesDir, kind === 'recovery' ? 'recovery' : level)
}

/** A sound that comes minutes later tells of something else, so it is not tried again. */
function failure(message: string): DeliveryFailure {
  return new DeliveryFailure(message, { isWorthRetry: false })
}
