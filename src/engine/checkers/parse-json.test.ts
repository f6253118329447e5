import { describe, expect, test } from 'vitest'
import { parseJson } from './parse-json.ts'

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)

describe('a text that may be JSON', () => {
  test.each(['{"a": [1]}', ' \n[null]', '7', '"{[{["'])('is read where it is: %s', text => {
    expect(parseJson(text, 2)).toEqual({ document: JSON.parse(text) })
  })

  test('is not read where it nests too deeply, however it begins and ends', () => {
    expect(parseJson(nested(100), 100)).toHaveProperty('document')
    expect(parseJson(` \n${nested(101)}`, 100)).toBe('too deep')
    expect(parseJson('{"a":'.repeat(101), 100)).toBe('too deep')
  })

  test.each(['', 'ok', '{"a":', '<script>'])('is none: "%s"', text => {
    expect(parseJson(text, 100)).toBe('not JSON')
  })

  test('is none where it is a page, whatever brackets are in its scripts', () => {
    expect(parseJson(`<!doctype html><script>${nested(500)}${'{'.repeat(500)}</script>`, 100)).toBe(
      'not JSON',
    )
  })
})
