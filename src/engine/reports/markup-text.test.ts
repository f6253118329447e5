import fc from 'fast-check'
import { expect, it } from 'vitest'
import { anyText } from '../../../test-support/any-text.ts'
import { markupText, shownText } from './markup-text.ts'

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
const unescaped = (text: string) => text.replaceAll(/&(\w+|#39);/g, (_, name: string) => ENTITIES[name] ?? '')

it('writes any text so that it reads back, without what XML cannot hold', () => {
  fc.assert(
    fc.property(anyText(), text => {
      const written = markupText(text)
      expect(written).not.toMatch(/[<>"']/)
      expect(written).not.toMatch(/&(?!(amp|lt|gt|quot|#39);)/)
      expect(written).not.toMatch(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u)
      const possible = text.replaceAll(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
      expect(unescaped(written)).toBe(possible)
    }),
  )
})

it('takes out what would turn the direction of the text around it', () => {
  expect(shownText('\u202eevil\u2066 <b>')).toBe('evil &lt;b&gt;')
})
