import { type CheckContext, CheckFailure } from '../checkers/checker.ts'
import { bodyText } from '../checkers/http-body.ts'
import { type HttpAnswer, headerText, showUrl } from '../checkers/http-exchange.ts'
import { parseDocument } from '../checkers/parse-document.ts'
import { fetchFollowing, type HealthQuestion } from './fetch-following.ts'
import type { HealthAnswer } from './format.ts'

/** More than this is not read of a health document, packed or unpacked. */
const MAX_DOCUMENT_BYTES = 2 * 1024 * 1024

const WISH = { accept: 'application/json, */*;q=0.5', atMostBytes: MAX_DOCUMENT_BYTES }

/**
 * Asks one health endpoint, over up to five redirects, and reads its document.
 *
 * @throws CheckFailure in words where there is no answer, or none that could be read; leaves nothing open.
 */
export async function fetchHealthAnswer(
  question: HealthQuestion,
  context: CheckContext,
): Promise<HealthAnswer> {
  const { answer, from, responseTimeMs } = await fetchFollowing(question, WISH, context)
  const text = await readText(answer, from)
  return {
    url: showUrl(question.url),
    statusCode: answer.statusCode,
    document: parseDocument(text, from),
    isPage: text.trimStart().startsWith('<'),
    responseTimeMs,
  }
}

/** The body as text. */
async function readText(answer: HttpAnswer, url: URL): Promise<string> {
  if (!answer.complete) {
    throw new CheckFailure(
      'protocol',
      `${showUrl(url)} answered with more than 2 MiB, which was not read. Give the path of a smaller health document.`,
    )
  }
  return bodyText(
    {
      bytes: answer.body,
      contentEncoding: headerText(answer, 'content-encoding'),
      contentType: headerText(answer, 'content-type'),
    },
    MAX_DOCUMENT_BYTES,
  )
}
