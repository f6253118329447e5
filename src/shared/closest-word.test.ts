import { describe, expect, it } from 'vitest'
import { closestWord } from './closest-word.ts'

const names = ['intervalSeconds', 'timeoutSeconds', 'name', 'needs', 'url', 'headers', 'paused']

describe('the closest word', () => {
  it.each([
    ['intervall', 'intervalSeconds'],
    ['interval_seconds', 'intervalSeconds'],
    ['TimeoutSeconds', 'timeoutSeconds'],
    ['headres', 'headers'],
    ['nmae', undefined],
    ['naem', undefined],
    ['nam', 'name'],
    ['uri', 'url'],
    ['completely-different', undefined],
    ['', undefined],
  ])('for %j is %j', (word, meant) => {
    expect(closestWord(word, names)).toBe(meant)
  })

  it('is not sought for something far too long to be a name', () => {
    expect(closestWord('headers'.repeat(10_000), names)).toBeUndefined()
  })
})
