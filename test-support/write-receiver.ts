import { createServer } from 'node:http'
import { type BadServer, watchedServer } from './bad-servers.ts'
import { type ReceivedSeries, readWriteRequest } from './read-write-request.ts'

/** One request as it came. */
export interface ReceivedRequest {
  readonly at: number
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
  readonly series: readonly ReceivedSeries[]
}

/** How a request is answered; null never answers. */
export type WriteAnswer = {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly text?: string
} | null

/** A receiver of remote writes on loopback that keeps what comes and answers as it is told. */
export interface WriteReceiver extends BadServer {
  readonly url: string
  readonly requests: readonly ReceivedRequest[]
  /** Answers from now on; by default 204. */
  answer: (request: ReceivedRequest) => WriteAnswer
}

export async function startWriteReceiver(now: () => number): Promise<WriteReceiver> {
  const requests: ReceivedRequest[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks)
      const received = {
        ...{ at: now(), path: request.url ?? '', headers: request.headers, body },
        series: readWriteRequest(body),
      }
      requests.push(received)
      const answer = receiver.answer(received)
      if (answer === null) return
      response.writeHead(answer.status, answer.headers).end(answer.text)
    })
  })
  const watched = await watchedServer(server)
  const receiver: WriteReceiver = Object.assign(watched, {
    url: `http://127.0.0.1:${watched.port}/api/v1/write`,
    requests,
    answer: (): WriteAnswer => ({ status: 204 }),
  })
  return receiver
}
