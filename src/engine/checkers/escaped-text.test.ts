import { expect, it } from 'vitest'
import { bytesOfEscaped } from './escaped-text.ts'

it.each([
  ['PING\\r\\n', 'PING\r\n'],
  ['a\\tb\\0', 'a\tb\0'],
  ['C:\\\\new', 'C:\\new'],
  ['\\q stays', '\\q stays'],
  ['größer', 'größer'],
  ['', ''],
])('reads %s as it is meant', (text, meant) => {
  expect(bytesOfEscaped(text).toString()).toBe(meant)
})

it('makes single bytes of \\xHH', () => {
  expect([...bytesOfEscaped('a\\xff\\x00z')]).toEqual([0x61, 0xff, 0x00, 0x7a])
})
