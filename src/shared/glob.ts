/**
 * Tells texts that a pattern matches as a whole, without regard to case: `*` is any number of characters, `?` is one.
 * The parts between stars are each looked for once, from left to right, so that no pattern can make it slow.
 */
export function globMatcher(pattern: string): (text: string) => boolean {
  const [first = '', ...rest] = pattern.toLowerCase().split(/\*+/)
  const last = rest.pop()
  if (last === undefined) return text => isSame(text.toLowerCase(), first)
  return text => {
    const plain = text.toLowerCase()
    const end = plain.length - last.length
    if (end < first.length || !isAt(plain, first, 0) || !isAt(plain, last, end)) return false
    let at = first.length
    for (const part of rest) {
      const found = placeOf(plain, part, at, end)
      if (found === -1) return false
      at = found + part.length
    }
    return true
  }
}

const isSame = (text: string, part: string) => text.length === part.length && isAt(text, part, 0)

function isAt(text: string, part: string, at: number): boolean {
  if (!part.includes('?')) return text.startsWith(part, at)
  for (let index = 0; index < part.length; index++) {
    const wanted = part.charAt(index)
    if (wanted !== '?' && wanted !== text.charAt(at + index)) return false
  }
  return true
}

/** Where a part first stands between two places; -1 where it does not. */
function placeOf(text: string, part: string, from: number, end: number): number {
  if (!part.includes('?')) {
    const found = text.indexOf(part, from)
    return found === -1 || found + part.length > end ? -1 : found
  }
  for (let at = from; at + part.length <= end; at++) if (isAt(text, part, at)) return at
  return -1
}
