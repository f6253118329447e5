import { request } from 'undici'
import { z } from 'zod'
import { explainFailure } from '../checkers/explain-failure.ts'
import { statusText } from '../checkers/http-status-text.ts'
import { oneLine, printable, shorten } from '../checkers/printable-text.ts'
import type { FoundLines, LineRange } from './file-lines.ts'

export interface LokiQuery {
  readonly url: string
  /** In LogQL, with everything filled in. */
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
}

const answerSchema = z.object({
  data: z.object({
    resultType: z.literal('streams'),
    result: z.array(z.object({ values: z.array(z.tuple([z.string(), z.string()])) })),
  }),
})

/** Of an answer, in bytes. */
const MOST_BYTES = 4 * 2 ** 20
const LINE_LENGTH = 2000

/** Asks Loki for the lines of a range of time (https://grafana.com/docs/loki/latest/reference/loki-http-api). */
export async function lokiLines(
  { url, query, headers }: LokiQuery,
  { fromMs, toMs, limit }: LineRange,
  signal: AbortSignal,
): Promise<FoundLines> {
  const address = new URL('/loki/api/v1/query_range', url)
  address.search = new URLSearchParams({
    ...{ query, limit: String(limit + 1), direction: 'backward' },
    ...{ start: `${Math.floor(fromMs)}000000`, end: `${Math.floor(toMs)}000000` },
  }).toString()
  try {
    const answer = await request(address, { headers, signal })
    const text = await bounded(answer.body)
    if (answer.statusCode !== 200) {
      const said = text === null ? '' : oneLine(text, 200)
      return nothing(`Loki at ${address.host} answered ${statusText(answer.statusCode)}. ${said}`.trim())
    }
    if (text === null) {
      return nothing(`Loki at ${address.host} answered with more than 4 MB. Make the query find less.`)
    }
    const read = answerSchema.safeParse(JSON.parse(text))
    if (!read.success) {
      return nothing(`Loki at ${address.host} answered with something else than log lines. Check the query.`)
    }
    const lines = read.data.data.result
      .flatMap(({ values }) => values)
      // Nanoseconds as text; the last six digits are below a millisecond.
      .map(([at, line]) => ({ at: Number(at.slice(0, -6)), text: shorten(printable(line), LINE_LENGTH) }))
      .toSorted((a, b) => a.at - b.at)
    return { lines: lines.slice(-limit), more: lines.length > limit, problem: '' }
  } catch (error) {
    if (error instanceof SyntaxError) {
      return nothing(`Loki at ${address.host} answered with something that is no JSON. Check its address.`)
    }
    const { message } = explainFailure(signal.aborted ? signal.reason : error, {
      ...{ subject: 'Loki', address: address.host, host: address.hostname },
    })
    return nothing(message)
  }
}

const nothing = (problem: string): FoundLines => ({ lines: [], more: false, problem })

async function bounded(body: AsyncIterable<unknown>): Promise<string | null> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    const piece = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk))
    bytes += piece.length
    if (bytes > MOST_BYTES) return null
    chunks.push(piece)
  }
  return Buffer.concat(chunks).toString('utf8')
}
