import fc from 'fast-check'
import { expect, it } from 'vitest'
import { BadAnswer } from './bad-answer.ts'
import { RedisReplies } from './redis-replies.ts'

const line = fc.string({ unit: fc.constantFrom('a', 'B', ' ', '7', '$', '*'), maxLength: 20 })
const reply = fc.oneof(
  line.map(text => `+${text}\r\n`),
  line.map(text => `-ERR ${text}\r\n`),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(number => `:${number}\r\n`),
  fc.string({ unit: 'binary-ascii', maxLength: 50 }).map(text => `$${text.length}\r\n${text}\r\n`),
  fc.constant('$-1\r\n'),
)

it('lets every reply that a check can get pass, in whatever pieces it arrives', () => {
  fc.assert(
    fc.property(fc.array(reply, { maxLength: 20 }), fc.integer({ min: 1, max: 60 }), (replies, size) => {
      const bytes = Buffer.from(replies.join(''), 'latin1')
      const following = new RedisReplies()
      for (let at = 0; at < bytes.length; at += size) following.follow(bytes.subarray(at, at + size))
      expect(following.total).toBe(bytes.length)
      const errors = replies.filter(text => text.startsWith('-'))
      expect(following.lastError).toBe(errors.at(-1)?.slice(1).trimEnd() ?? null)
    }),
  )
})

it('takes any bytes, or says that they are no answer', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
      try {
        new RedisReplies().follow(bytes)
      } catch (error) {
        expect(error).toBeInstanceOf(BadAnswer)
      }
    }),
  )
})
