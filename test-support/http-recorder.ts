import { createServer } from 'node:http'
import { type BadServer, watchedServer } from './bad-servers.ts'

/** One request as it came. */
export interface RecordedRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** How a request is answered; null never answers. */
export type RecorderAnswer = { readonly status: number; readonly text?: string } | null

/** A web server on loopback that keeps what comes and answers as it is told, by default with 200. */
export interface HttpRecorder extends BadServer {
  readonly url: string
  readonly requests: readonly RecordedRequest[]
  answer: (request: RecordedRequest) => RecorderAnswer
}

export async function startHttpRecorder(): Promise<HttpRecorder> {
  const requests: RecordedRequest[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request
      const recorded = { method, path, headers, body: Buffer.concat(chunks).toString('utf8') }
      requests.push(recorded)
      const answer = recorder.answer(recorded)
      if (answer !== null) response.writeHead(answer.status).end(answer.text)
    })
  })
  const watched = await watchedServer(server)
  const recorder: HttpRecorder = Object.assign(watched, {
    url: `http://127.0.0.1:${watched.port}`,
    requests,
    answer: (): RecorderAnswer => ({ status: 200, text: '{}' }),
  })
  return recorder
}
