import { expect, it } from 'vitest'
import { keyToWords } from './key-to-words.ts'

it.each([
  ['responseTimeMs', 'Response time ms'],
  ['user_count', 'User count'],
  ['tlsVersion', 'TLS version'],
  ['bodyURL', 'Body URL'],
  ['HTTPServer', 'HTTP server'],
  ['id', 'ID'],
  ['max-connections', 'Max connections'],
  ['', ''],
])('the key %s reads "%s"', (key, words) => {
  expect(keyToWords(key)).toBe(words)
})
