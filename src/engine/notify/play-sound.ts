import { oneLine } from '../checkers/printable-text.ts'
import { type ProgramEnd, runProgram } from '../checkers/run-program.ts'
import type { Clock } from '../clock.ts'

export interface PlaySoundOptions {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** What became of a sound. `cut`: it was still being played when its time was up, and was ended. */
export type Played = { readonly as: 'whole' | 'cut' } | { readonly as: 'not'; readonly problem: string }

interface Player {
  readonly program: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** Of a longer sound only so much is played. In ms. */
export const LONGEST_SOUND_MS = 10_000
const MOST_OUTPUT_BYTES = 10_000
const MOST_SAID = 200
/** Where players find the sound server of this login. */
const SOUND_VARIABLES = [
  ...['XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS', 'PIPEWIRE_REMOTE', 'PIPEWIRE_RUNTIME_DIR'],
  ...['PULSE_SERVER', 'PULSE_RUNTIME_PATH', 'PULSE_COOKIE', 'ALSA_CONFIG_PATH'],
] as const

/**
 * Plays a WAV file through the first program of this platform's that is on PATH and can: pw-play (PipeWire), paplay
 * (PulseAudio) or aplay (ALSA) on Linux, afplay on macOS, PowerShell's SoundPlayer on Windows.
 *
 * @param file its full path
 * @throws the reason of the signal when that is aborted
 */
export async function playSound(file: string, options: PlaySoundOptions): Promise<Played> {
  const problems: string[] = []
  for (const player of playersOf(options.platform, file)) {
    const end = await play(player, options)
    options.signal.throwIfAborted()
    if (end === null) continue
    if (end.because === 'aborted') return { as: 'cut' }
    if (end.because === 'exit' && end.exitCode === 0) return { as: 'whole' }
    problems.push(problemOf(player.program, end))
  }
  // The last speaks to the hardware itself: what it says is nearest to the cause.
  const problem = problems.at(-1) ?? `There is no program that plays sounds. ${advice(options.platform)}`
  return { as: 'not', problem }
}

function playersOf(platform: NodeJS.Platform, file: string): readonly Player[] {
  if (platform === 'darwin') return [{ program: 'afplay', args: [file] }]
  if (platform === 'win32') {
    // The path goes by a variable: there it cannot be taken for a part of the command.
    const command = '(New-Object System.Media.SoundPlayer $env:TRAYLIGHT_SOUND).PlaySync()'
    const args = ['-NoProfile', '-NonInteractive', '-Command', command]
    return [{ program: 'powershell.exe', args, env: { TRAYLIGHT_SOUND: file } }]
  }
  return [
    { program: 'pw-play', args: [file] },
    { program: 'paplay', args: [file] },
    { program: 'aplay', args: ['-q', file] },
  ]
}

/** Null where the program is not on PATH, or may not be run. */
async function play({ program, args, env }: Player, options: PlaySoundOptions): Promise<ProgramEnd | null> {
  const { clock, signal } = options
  const limit = new AbortController()
  const timer = clock.after(LONGEST_SOUND_MS, () => limit.abort())
  try {
    return await runProgram({
      ...{ program, args, clock, env: { ...soundVariables(options.env), ...env } },
      ...{ maxOutputBytes: MOST_OUTPUT_BYTES, signal: AbortSignal.any([signal, limit.signal]) },
    })
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof Error && 'code' in error) return null
    throw error
  } finally {
    timer.cancel()
  }
}

function soundVariables(env: PlaySoundOptions['env']): Record<string, string> {
  return Object.fromEntries(
    SOUND_VARIABLES.flatMap(name => {
      const value = env[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

function problemOf(program: string, { stderr, stdout, exitCode }: ProgramEnd): string {
  const said = oneLine(stderr.trim() || stdout, MOST_SAID)
  const how = said === '' ? `ended with exit code ${exitCode ?? 'none'}` : `said: ${said}`
  return `The sound could not be played: ${program} ${how}. Check that this login has a sound device.`
}

function advice(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'afplay is part of macOS: check the PATH that Traylight runs with.'
  if (platform === 'win32')
    return 'powershell.exe is part of Windows: check the PATH that Traylight runs with.'
  return 'Install PipeWire (pipewire-bin), pulseaudio-utils or alsa-utils.'
}
