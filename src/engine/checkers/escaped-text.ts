const ESCAPES: Readonly<Record<string, string>> = { r: '\r', n: '\n', t: '\t', 0: '\0', '\\': '\\' }

/**
 * The bytes of a text in which `\r`, `\n`, `\t`, `\0`, `\\` and `\xHH` stand for what cannot be typed into a field;
 * the rest as UTF-8. A backslash before anything else stands for itself.
 */
export function bytesOfEscaped(text: string): Buffer {
  const parts: Buffer[] = []
  let at = 0
  for (const match of text.matchAll(/\\(?:x([\da-fA-F]{2})|([rnt0\\]))/g)) {
    const [whole, hex, letter] = match
    parts.push(Buffer.from(text.slice(at, match.index)))
    parts.push(hex === undefined ? Buffer.from(ESCAPES[letter ?? ''] ?? '') : Buffer.from(hex, 'hex'))
    at = match.index + whole.length
  }
  parts.push(Buffer.from(text.slice(at)))
  return Buffer.concat(parts)
}
