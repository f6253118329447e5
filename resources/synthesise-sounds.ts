import { type SoundName, soundFile } from '#engine/notify/sound-files.ts'

/** One tone of a sound, struck like a bell. */
interface Note {
  /** Pitch in Hz. */
  readonly hz: number
  /** From the beginning of the sound, in s. */
  readonly at: number
  /** How long it rings, in s. */
  readonly rings: number
  /** How loud, 0 to 1. */
  readonly volume: number
}

/** Samples a second: enough for tones below 5 kHz, at half the size. */
const RATE = 22_050
/** From silence to the full tone, in s: without it each note would begin with a click. */
const ATTACK = 0.006
/** Overtones above a tone, with how loud they are beside it. */
const PARTIALS = [
  [1, 1],
  [2, 0.35],
  [3, 0.12],
] as const
const LOUDEST = 32_767
const SAMPLE_BYTES = 2
const HEADER_BYTES = 44

const [C5, E5, G5, A5, C6] = [523.25, 659.26, 783.99, 880, 1046.5]

/** Falling twice for what is urgent, falling once for a warning, one tone for the rest, rising when it is over. */
const SOUNDS = {
  critical: [
    { hz: C6, at: 0, rings: 0.2, volume: 0.8 },
    { hz: A5, at: 0.16, rings: 0.26, volume: 0.8 },
    { hz: C6, at: 0.48, rings: 0.2, volume: 0.8 },
    { hz: A5, at: 0.64, rings: 0.36, volume: 0.8 },
  ],
  warning: [
    { hz: G5, at: 0, rings: 0.24, volume: 0.6 },
    { hz: E5, at: 0.2, rings: 0.4, volume: 0.6 },
  ],
  info: [{ hz: E5, at: 0, rings: 0.4, volume: 0.5 }],
  recovery: [
    { hz: C5, at: 0, rings: 0.2, volume: 0.5 },
    { hz: E5, at: 0.12, rings: 0.2, volume: 0.5 },
    { hz: G5, at: 0.24, rings: 0.46, volume: 0.5 },
  ],
} as const satisfies Readonly<Record<SoundName, readonly Note[]>>

/** Makes every sound there is as a WAV file (16 bit, one channel). The same bytes each time. By path below `resources`. */
export function synthesiseSounds(): ReadonlyMap<string, Buffer> {
  return new Map([
    [soundFile('', 'critical'), wav(SOUNDS.critical)],
    [soundFile('', 'warning'), wav(SOUNDS.warning)],
    [soundFile('', 'info'), wav(SOUNDS.info)],
    [soundFile('', 'recovery'), wav(SOUNDS.recovery)],
  ])
}

function wav(notes: readonly Note[]): Buffer {
  const length = Math.ceil(Math.max(...notes.map(({ at, rings }) => at + rings)) * RATE)
  const file = Buffer.alloc(HEADER_BYTES + length * SAMPLE_BYTES)
  file.write('RIFF', 0, 'latin1')
  file.writeUInt32LE(file.length - 8, 4)
  file.write('WAVEfmt ', 8, 'latin1')
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(1, 22)
  file.writeUInt32LE(RATE, 24)
  file.writeUInt32LE(RATE * SAMPLE_BYTES, 28)
  file.writeUInt16LE(SAMPLE_BYTES, 32)
  file.writeUInt16LE(8 * SAMPLE_BYTES, 34)
  file.write('data', 36, 'latin1')
  file.writeUInt32LE(length * SAMPLE_BYTES, 40)
  for (let sample = 0; sample < length; sample++) {
    const sum = notes.reduce((loud, note) => loud + toneAt(note, sample / RATE - note.at), 0)
    const value = Math.round(Math.max(-1, Math.min(1, sum)) * LOUDEST)
    file.writeInt16LE(value, HEADER_BYTES + sample * SAMPLE_BYTES)
  }
  return file
}

/** What a note sounds like at a moment after it was struck, -1 to 1. */
function toneAt({ hz, rings, volume }: Note, time: number): number {
  if (time < 0 || time >= rings) return 0
  const whole = PARTIALS.reduce((sum, [, part]) => sum + part, 0)
  const tone = PARTIALS.reduce(
    (sum, [times, part]) => sum + part * Math.sin(2 * Math.PI * hz * times * time),
    0,
  )
  // Falls away as a bell does, and reaches silence at its end.
  const fading = (1 - time / rings) ** 2
  return (volume * Math.min(1, time / ATTACK) * fading * tone) / whole
}
