import { describe, expect, it } from 'vitest'
import { vendorErrorCodes, vendorErrorText } from './vendor-error-text.ts'

const of = (document: unknown, keys: readonly string[] = []) =>
  vendorErrorText({ document, text: JSON.stringify(document) }, keys)
const plain = (text: string) => vendorErrorText({ document: undefined, text }, [])

describe("a vendor's words about an error", () => {
  it.each([
    ["OpenAI's", { error: { message: 'No.', type: 'x', code: null } }],
    ["Clerk's", { errors: [{ message: 'No.', code: 'x' }, { message: 'Other' }] }],
    ["a gateway's", { message: 'No.', hint: 'x' }],
    ["Supabase Auth's", { code: 401, msg: 'No.' }],
    ["Supabase Storage's", { statusCode: '403', error: 'Unauthorized', message: 'No.' }],
    ["one of a single word's", { error: 'No.' }],
  ])('are found in %s document', (_, document) => {
    expect(of(document)).toBe('No')
  })

  it('are found in plain text, not in a page', () => {
    expect(plain('Unknown auth_key\n')).toBe('Unknown auth_key')
    expect(plain('<html><body>502</body></html>')).toBeUndefined()
    expect(plain('x'.repeat(3000))).toBeUndefined()
    expect(plain('')).toBeUndefined()
  })

  it.each([null, [], 7, 'text', {}, { error: null }, { error: { message: 5 } }, { errors: 'no' }])(
    'are none in %j',
    document => {
      expect(vendorErrorText({ document, text: '{' }, [])).toBeUndefined()
    },
  )

  it('are one printable line of bounded length', () => {
    expect(of({ message: 'one\ntwo\u001b[31m\u202e three' })).toBe('one two three')
    expect(of({ message: 'word '.repeat(100_000) })?.length).toBeLessThanOrEqual(160)
  })

  it('hold no key, also where a cut would go through it', () => {
    const key = 'sk-0123456789abcdef'
    expect(of({ message: `Bad key ${key}.` }, [key])).toBe('Bad key •••')
    expect(of({ message: `${'x'.repeat(150)} ${key}` }, [key])).not.toContain('sk-')
    expect(of({ message: `${'x '.repeat(995)}${key}` }, [key])).not.toContain('sk-')
  })

  it('hold no masked key either', () => {
    expect(of({ message: 'Bad key: sk-pr*****cdef. Make a new one.' })).toBe('Bad key: •••. Make a new one')
  })

  it('are read in time, whatever they are', () => {
    const before = performance.now()
    of({ message: '*'.repeat(1_000_000) })
    of({ message: 'a*'.repeat(500_000) })
    expect(performance.now() - before).toBeLessThan(1000)
  })

  it('have codes beside them', () => {
    expect(vendorErrorCodes({ document: { error: { code: 'a', type: 'b' } } })).toEqual(['a', 'b'])
    expect(vendorErrorCodes({ document: { errors: [{ code: 'c' }] } })).toEqual(['c'])
    expect(vendorErrorCodes({ document: 'no' })).toEqual([])
  })
})
