import { isDeeperThan } from '../backends/json-nesting.ts'

/** A text as JSON, or why it is none that is read. */
export type ParsedJson = { readonly document: unknown } | 'not JSON' | 'too deep'

/**
 * Parses a foreign text that may be JSON. How deep it nests is seen before, since deep JSON takes longer than linear
 * time to parse; of a text that is no JSON, such as a page with a script in it, nesting says nothing.
 */
export function parseJson(text: string, maxDepth: number): ParsedJson {
  if (/^\s*[{[]/.test(text) && isDeeperThan(text, maxDepth)) return 'too deep'
  try {
    return { document: JSON.parse(text) }
  } catch {
    return 'not JSON'
  }
}
