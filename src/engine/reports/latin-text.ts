/** What the standard fonts of PDF have beyond Latin 1. (PDF 32000-1, annex D, WinAnsiEncoding) */
const BEYOND_LATIN_1 = new Set('ƒ–—‘’‚“”„†‡•…€‰‹›ˆ™ŒœŠšŸŽž')
/** Shown for what cannot be. */
export const PLACEHOLDER = '?'

const TRANSLITERATED: Readonly<Record<string, string>> = {
  ...pairs('абвгдеёзийклмнопрстуфыэіїєґў', [...'abvgdeëzijklmnoprstufyeiïegu']),
  ...pairs('жхцчшщъьюя', ['zh', 'kh', 'ts', 'ch', 'sh', 'shch', '', '', 'yu', 'ya']),
  ...pairs('αβγδεζηικλμνξοπρσςτυφω', [...'abgdeziiklmnxoprsstyfo']),
  ...pairs('θχψ', ['th', 'ch', 'ps']),
  ...pairs('łđıĸŋ−‐‑→←', ['l', 'd', 'i', 'k', 'n', '-', '-', '-', '->', '<-']),
}

/** Whether the standard fonts of PDF have this character. */
export function isStandardCharacter(character: string): boolean {
  const code = character.codePointAt(0) ?? 0
  return (code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code <= 0xff) || BEYOND_LATIN_1.has(character)
}

/**
 * One character in Latin letters: Cyrillic and Greek transliterated, accents that the standard fonts lack left out, and
 * a question mark for everything else.
 */
export function latinCharacter(character: string): string {
  if (isStandardCharacter(character)) return character
  const lower = TRANSLITERATED[character.toLowerCase()]
  if (lower !== undefined) return character === character.toLowerCase() ? lower : capitalised(lower)
  const plain = character.normalize('NFKD').replaceAll(/\p{M}/gu, '')
  if (plain !== character && plain !== '') return [...plain].map(latinCharacter).join('')
  return /^\s$/u.test(character) ? ' ' : /^[\p{M}\p{Cf}\p{Cc}]$/u.test(character) ? '' : PLACEHOLDER
}

const capitalised = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

function pairs(letters: string, latin: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries([...letters].map((letter, index) => [letter, latin[index] ?? '']))
}
