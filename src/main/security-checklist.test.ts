import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
const ROW = /^\| ([^|]+) \| `([^`]+)` \| `([^`]+)` \| `([^`]+)` \|$/gm

const document = readFileSync(join(ROOT, 'docs/security.md'), 'utf8')
const rows = [...document.matchAll(ROW)].map(([, item = '', file = '', words = '', test = '']) => ({
  ...{ item, file, words, test },
}))

describe('the checklist in docs/security.md', () => {
  it('has its items', () => {
    expect(rows.length).toBeGreaterThanOrEqual(18)
  })

  it.each(rows)('$item', ({ file, words, test }) => {
    expect(readFileSync(join(ROOT, file), 'utf8')).toContain(words)
    expect(existsSync(join(ROOT, test)), `${test} is missing`).toBe(true)
  })
})
