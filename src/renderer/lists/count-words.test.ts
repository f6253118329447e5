import { expect, it } from 'vitest'
import { countWords } from './count-words.ts'

it('one row is named, several are counted by what they are', () => {
  expect(countWords([{ scope: 'monitor', name: 'Redis' }])).toBe('Redis')
  expect(
    countWords([
      { scope: 'monitor', name: 'a' },
      { scope: 'monitor', name: 'b' },
      { scope: 'service', name: 'c' },
    ]),
  ).toBe('2 monitors and 1 reported service')
})
