import fc from 'fast-check'

const SPECIAL = [...'<>&"\',;=+-@\t\r\n\u0000\u0007\u202e\ufffe\ud800🚦支ЖأÄ €_'] as const

/** Any text: what is special somewhere, every other unit of UTF-16, and halves of pairs. */
export function anyText(): fc.Arbitrary<string> {
  const unit = fc.integer({ min: 0, max: 0xffff }).map(code => String.fromCharCode(code))
  const letter = fc.integer({ min: 0x20, max: 0x7e }).map(code => String.fromCharCode(code))
  return fc.array(fc.oneof(fc.constantFrom(...SPECIAL), letter, unit)).map(letters => letters.join(''))
}
