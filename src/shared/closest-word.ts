/** A word without case, dashes and underscores, as people mix them up. */
const plain = (word: string) => word.toLowerCase().replaceAll(/[-_\s]/g, '')

/** The Levenshtein distance: how many letters must be changed, added or removed. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1)
      current.push(Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, substitution))
    }
    previous = current
  }
  return previous[b.length] ?? 0
}

function sharedStart(a: string, b: string): number {
  let length = 0
  while (length < a.length && a[length] === b[length]) length++
  return length
}

/**
 * How unlike two words are, 0 for the same; undefined where nobody would have meant one by the other. Alike are
 * typing mistakes (one letter in three) and a beginning in common ("intervall" for "intervalSeconds").
 */
function unlikeness(word: string, candidate: string): number | undefined {
  const a = plain(word)
  const b = plain(candidate)
  const distance = editDistance(a, b)
  if (distance <= Math.max(1, Math.floor(Math.min(a.length, b.length) / 3))) return distance
  const start = sharedStart(a, b)
  return start >= 4 && start >= 0.7 * Math.min(a.length, b.length) ? distance : undefined
}

/** The candidate that somebody who wrote `word` most likely meant; undefined where none is near. */
export function closestWord(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > 60) return undefined
  let best: string | undefined
  let least = Number.POSITIVE_INFINITY
  for (const candidate of candidates) {
    const distance = unlikeness(word, candidate)
    if (distance !== undefined && distance < least) {
      best = candidate
      least = distance
    }
  }
  return best
}
