import { expect, test } from 'vitest'
import { oneLine } from './printable-text.ts'

test.each([
  [' out of\n\t mem \n', 'out of mem'],
  ['\u{1b}[31mred\u{1b}[0m\u0007', 'red'],
  ['safe\u{202e}txt', 'safetxt'],
  ['one two three four', 'one two t…'],
  ['one two   three', 'one two t…'],
  ['one  two \n', 'one two'],
  [' \n\u0000', ''],
])('%j is the line "%s"', (text, line) => {
  expect(oneLine(text, 10)).toBe(line)
})
