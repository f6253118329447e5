import { describe, expect, it } from 'vitest'
import { outdatedFiles } from './outdated-files.ts'
import { synthesiseSounds } from './synthesise-sounds.ts'

const sounds = [...synthesiseSounds()].map(([path, wav]) => ({ path, wav }))

/** Samples from -1 to 1. */
function samplesOf(wav: Buffer): readonly number[] {
  return Array.from({ length: (wav.length - 44) / 2 }, (_, at) => wav.readInt16LE(44 + 2 * at) / 32_768)
}

describe('the checked-in sounds', () => {
  it('are what `node resources/make-sounds.ts` makes, and nothing else', async () => {
    expect(await outdatedFiles(import.meta.dirname, synthesiseSounds(), ['sounds'])).toEqual([])
  })

  it.each(sounds)('$path is a WAV file that every player reads: 16 bit, one channel', ({ wav }) => {
    expect(wav.toString('latin1', 0, 4)).toBe('RIFF')
    expect(wav.readUInt32LE(4)).toBe(wav.length - 8)
    expect(wav.toString('latin1', 8, 16)).toBe('WAVEfmt ')
    const [format, channels, rate] = [wav.readUInt16LE(20), wav.readUInt16LE(22), wav.readUInt32LE(24)]
    expect([format, channels, rate, wav.readUInt16LE(34)]).toEqual([1, 1, 22_050, 16])
    expect(wav.readUInt32LE(28)).toBe(rate * 2)
    expect(wav.readUInt32LE(40)).toBe(wav.length - 44)
  })

  it.each(sounds)('$path is short and small, is heard, and neither clicks nor is cut', ({ wav }) => {
    const samples = samplesOf(wav)
    expect(wav.length).toBeLessThan(60_000)
    expect(samples.length / 22_050).toBeLessThanOrEqual(1.1)
    const loudest = Math.max(...samples.map(Math.abs))
    expect(loudest).toBeGreaterThan(0.3)
    expect(loudest).toBeLessThan(0.98)
    for (const end of [samples.at(0), samples.at(-1)]) expect(Math.abs(end ?? 1)).toBeLessThan(0.01)
  })

  it('are different for each level', () => {
    expect(new Set(sounds.map(({ wav }) => wav.toString('latin1'))).size).toBe(4)
  })
})
