import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyText } from '../../../test-support/any-text.ts'
import { unescapedMarkdown } from '../../../test-support/webhook-vendors.ts'
import { cleanText, cutBytes, cutEscaped, cutText, withoutAutoLinks } from './cut-text.ts'
import { escapeMarkdown } from './escape-markdown.ts'
import { escapeMarkup } from './escape-markup.ts'

const MARKUP = [...'<>&@#/:.*_[]()\\`~|{}!\n -+ab1']
const foreignText = fc.oneof(
  anyText(),
  fc.array(fc.constantFrom(...MARKUP)).map(characters => characters.join('')),
)
const length = fc.integer({ min: 1, max: 80 })

describe('cutText', () => {
  it('leaves short texts alone and ends long ones with an ellipsis', () => {
    expect(cutText('short', 5)).toBe('short')
    expect(cutText('longer', 5)).toBe('long…')
    expect(cutText('two words', 5)).toBe('two…')
    expect(cutText('😀😀😀', 5)).toBe('😀😀…')
    expect(cutText('a\ud800', 5)).toBe('a\ufffd')
  })

  it('never cuts a character in two, and never exceeds its length', () => {
    fc.assert(
      fc.property(foreignText, length, (text, most) => {
        const cut = cutText(text, most)
        expect(cut.length).toBeLessThanOrEqual(most)
        expect(cut.isWellFormed()).toBe(true)
        if (text.isWellFormed() && text.length <= most) expect(cut).toBe(text)
        else if (cut.endsWith('…')) expect(text.toWellFormed().startsWith(cut.slice(0, -1))).toBe(true)
      }),
    )
  })
})

describe('cutBytes', () => {
  it('counts bytes of UTF-8, and never cuts a character in two', () => {
    fc.assert(
      fc.property(foreignText, length, (text, most) => {
        const cut = cutBytes(text, most)
        expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(most)
        expect(cut.isWellFormed()).toBe(true)
        if (Buffer.byteLength(text.toWellFormed()) <= most) expect(cut).toBe(text.toWellFormed())
      }),
    )
  })
})

describe('cutEscaped', () => {
  const unescapedMarkup = (text: string) =>
    text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

  it('keeps what is written within the length and no escape in halves', () => {
    fc.assert(
      fc.property(foreignText, length, (text, most) => {
        const written = cutEscaped(text, most, escapeMarkup)
        expect(written.length).toBeLessThanOrEqual(most)
        expect(written).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/)
        const read = unescapedMarkup(written)
        const whole = text.toWellFormed()
        expect(read === whole || whole.startsWith(read.replace(/…$/, ''))).toBe(true)
      }),
    )
  })
})

describe('escapeMarkdown', () => {
  it('leaves nothing that Markdown reads as markup, and reads as it stood', () => {
    fc.assert(
      fc.property(foreignText, text => {
        const whole = withoutAutoLinks(text.toWellFormed())
        expect(unescapedMarkdown(cutEscaped(whole, 10_000, escapeMarkdown))).toBe(whole)
      }),
    )
  })
})

describe('withoutAutoLinks', () => {
  it('leaves no mention and no address, and reads the same', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom('@', 'bob', '#', '/', ':', '//', 'https', 'www', '.', 'evil', ' ', '1', '(', 'é'),
        ),
        parts => {
          const text = parts.join('')
          const safe = withoutAutoLinks(text)
          expect(safe.replaceAll('\u2060', '')).toBe(text)
          expect(safe).not.toMatch(/[@#][\p{L}\p{N}_]|:\/\/|\.\p{L}{2}|(?:^|\s)\/\p{L}/u)
        },
      ),
    )
  })

  it('does not touch sentences, numbers and addresses of hosts', () => {
    const text = 'It refused the connection on 127.0.0.1:5432. Is it running? 3.2x slower and/or down.'
    expect(withoutAutoLinks(text)).toBe(text)
  })
})

describe('cleanText', () => {
  it('has no control or direction characters, and no half ones', () => {
    fc.assert(
      fc.property(foreignText, text => {
        expect(cleanText(`\u202e${text}\u0000`)).not.toMatch(
          /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]|\p{Cs}/u,
        )
      }),
    )
  })
})
