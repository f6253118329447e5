import { CheckFailure } from './checker.ts'
import { showUrl } from './http-exchange.ts'
import { parseJson } from './parse-json.ts'

/** No document of a health endpoint or of a vendor's API nests deeper. */
const MAX_NESTING = 100

/**
 * The document that was answered from an address; undefined where it is not JSON.
 *
 * @throws CheckFailure in words where it nests too deeply to be read.
 */
export function parseDocument(text: string, from: URL): unknown {
  const parsed = parseJson(text, MAX_NESTING)
  if (parsed === 'not JSON') return undefined
  if (parsed !== 'too deep') return parsed.document
  throw new CheckFailure(
    'protocol',
    `${showUrl(from)} answered with a document nested more than ${MAX_NESTING} levels deep, which was not read.`,
  )
}
