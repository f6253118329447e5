import { describe, expect, it } from 'vitest'
import { parseJsonPath, readJsonPath } from './json-path.ts'

describe('a JSON path', () => {
  it.each([
    ['status', ['status']],
    ['checks.database.healthy', ['checks', 'database', 'healthy']],
    ['$.checks.database', ['checks', 'database']],
    ['items[0].name', ['items', 0, 'name']],
    ['[2][3]', [2, 3]],
    ['["my.name"].value', ['my.name', 'value']],
    ['$[\'a b\'][""]', ['a b', '']],
    ['response-time_ms', ['response-time_ms']],
    ['$', []],
  ])('is read: %s', (path, steps) => {
    expect(parseJsonPath(path)).toEqual(steps)
  })

  it.each(['', '.', '.a', 'a.', 'a..b', 'a[', 'a[x]', 'a[-1]', 'a]b', '$a', 'a[0]b', '["a'])(
    'is refused: %s',
    path => {
      expect(parseJsonPath(path)).toBeUndefined()
    },
  )
})

describe('following a JSON path', () => {
  const document = { checks: [{ name: 'db', healthy: true }], 'my.name': null }

  it('finds what is there, null included', () => {
    expect(readJsonPath(document, ['checks', 0, 'healthy'])).toEqual({ found: true, value: true })
    expect(readJsonPath(document, ['my.name'])).toEqual({ found: true, value: null })
    expect(readJsonPath(document, [])).toEqual({ found: true, value: document })
  })

  it('says how far it came', () => {
    expect(readJsonPath(document, ['checks', 0, 'latency', 'ms'])).toEqual({
      found: false,
      upTo: 'checks[0]',
    })
    expect(readJsonPath(document, ['checks', 1])).toEqual({ found: false, upTo: 'checks' })
    expect(readJsonPath(document, ['nothing'])).toEqual({ found: false, upTo: '' })
  })

  it('does not find what only JavaScript objects have', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'length']) {
      expect(readJsonPath(document, [name]).found).toBe(false)
      expect(readJsonPath([1], [name]).found).toBe(false)
    }
  })
})
