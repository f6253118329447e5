import fc from 'fast-check'
import { expect, it } from 'vitest'
import { BadAnswer } from './bad-answer.ts'
import { PostgresFrames } from './postgres-frames.ts'

const frame = (type: string, body: Uint8Array) => {
  const head = Buffer.alloc(5)
  head.write(type)
  head.writeUInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}
const piecesOf = (bytes: Buffer, cuts: readonly number[]) => {
  const ends = [...cuts.map(cut => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b)
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end))
}

const bodies = fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 10 })
const cuts = fc.array(fc.nat(1000), { maxLength: 20 })

it('hands on every message unchanged and whole, in whatever pieces it arrives', () => {
  fc.assert(
    fc.property(bodies, cuts, (contents, at) => {
      const messages = [new Uint8Array(4), ...contents].map((body, index) =>
        frame(index === 0 ? 'R' : 'D', body),
      )
      const ends = new Set(messages.map((_, index) => Buffer.concat(messages.slice(0, index + 1)).length))
      const frames = new PostgresFrames()
      let handedOn = 0
      const out = piecesOf(Buffer.concat(messages), at).map(piece => {
        const whole = frames.take(piece)
        handedOn += whole.length
        expect(handedOn === 0 || ends.has(handedOn)).toBe(true)
        return whole
      })
      expect(Buffer.concat(out)).toEqual(Buffer.concat(messages))
    }),
  )
})

it('takes any bytes, or says that they are no answer', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
      try {
        new PostgresFrames().take(bytes)
      } catch (error) {
        expect(error).toBeInstanceOf(BadAnswer)
      }
    }),
  )
})
