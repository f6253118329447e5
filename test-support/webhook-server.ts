import { createServer, type IncomingHttpHeaders } from 'node:http'
import { type BadServer, watchedServer } from './bad-servers.ts'

/** One request as it came. */
export interface WebhookRequest {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

export interface WebhookAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly text?: string
}

/** How a request is answered: `hang` never answers, `drip` begins to and never ends. */
export type Answering = (request: WebhookRequest) => WebhookAnswer | 'hang' | 'drip'

/** A web service on loopback that keeps what comes and answers as it is told. */
export interface WebhookServer extends BadServer {
  /** `http://127.0.0.1:port`. */
  readonly url: string
  readonly requests: readonly WebhookRequest[]
  /** Answers from now on. */
  answering: Answering
}

const DRIP_MS = 20

export async function startWebhookServer(answering: Answering): Promise<WebhookServer> {
  const requests: WebhookRequest[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8')
      const { method = '', url = '', headers } = request
      const received = { method, path: url, headers, text }
      requests.push(received)
      const answer = made.answering(received)
      if (answer === 'hang') return
      if (answer === 'drip') {
        response.writeHead(200)
        const drip = setInterval(() => response.write('.'), DRIP_MS)
        response.on('close', () => clearInterval(drip))
        return
      }
      response.writeHead(answer.status, answer.headers).end(answer.text)
    })
  })
  const watched = await watchedServer(server)
  const made: WebhookServer = Object.assign(watched, {
    ...{ url: `http://127.0.0.1:${watched.port}`, requests },
    answering,
  })
  return made
}
