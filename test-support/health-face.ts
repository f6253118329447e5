import { writeFile } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import { join } from 'node:path'
import { makeTempDir } from '#demo/programs/temp-dir.ts'
import { type Clock, systemClock } from '#engine/clock.ts'
import { Engine } from '#engine/engine.ts'

const silentLog = { debug() {}, info() {}, warn() {}, error() {} }

/** What was answered to a plain request, which sends the very headers it is given. */
export interface PlainAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
  readonly json: unknown
}

/** An engine with its HTTP face, configured by a file of its own. */
export interface HealthFace {
  readonly engine: Engine
  readonly token: string
  readonly bearer: { readonly authorization: string }
  readonly url: string
  readonly port: number
  ask(path: string, headers?: Readonly<Record<string, string>>, method?: string): Promise<PlainAnswer>
  stop(): Promise<void>
}

export interface HealthFaceOptions {
  readonly allowedHosts?: readonly string[]
  /** Checks begin by themselves. */
  readonly starts?: boolean
  readonly clock?: Clock
}

/** Opens an engine on a configuration and its HTTP face on a free port. */
export async function openHealthFace(
  config: object,
  { allowedHosts = [], starts = false, clock = systemClock }: HealthFaceOptions = {},
): Promise<HealthFace> {
  const dir = await makeTempDir('health-face')
  await writeFile(join(dir.path, 'config.json'), JSON.stringify({ version: 1, ...config }))
  const engine = await Engine.create({
    ...{ dataDir: dir.path, configFile: null, version: '1.2.3', env: {}, clock, log: silentLog },
    shell: { kind: 'light' },
  })
  const token = 'a-token-for-this-test-only'
  const face = await engine.listen({
    ...{ host: '127.0.0.1', port: 0, token, allowedHosts, rendererDir: null },
    onShow: () => true,
  })
  if (starts) engine.start()
  return {
    ...{ engine, token, bearer: { authorization: `Bearer ${token}` } },
    ...{ url: face.url, port: face.port },
    ask: (path, headers = {}, method = 'GET') => askPlainly(face.port, path, headers, method),
    async stop() {
      await engine.stop()
      await dir.remove()
    },
  }
}

function askPlainly(
  port: number,
  path: string,
  headers: Readonly<Record<string, string>>,
  method: string,
): Promise<PlainAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path, method, headers: { connection: 'close', ...headers } },
      response => {
        let body = ''
        response.on('data', chunk => {
          body += String(chunk)
        })
        response.on('end', () => {
          const isJson = /json/.test(String(response.headers['content-type'])) && body !== ''
          const json = isJson ? JSON.parse(body) : undefined
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body, json })
        })
      },
    )
    sent.on('error', reject)
    sent.end()
  })
}

/** A web service that answers `/ok` well, `/never` never, and all else with 500, and counts how often each path was asked for. */
export interface CountingService {
  readonly url: string
  readonly counts: Map<string, number>
  /** While it is set, answers wait for it. */
  holdUntil: Promise<void> | null
  stop(): Promise<void>
}

export async function startCountingService(): Promise<CountingService> {
  const counts = new Map<string, number>()
  const server = createServer(async (asked, response) => {
    const path = asked.url ?? '/'
    counts.set(path, (counts.get(path) ?? 0) + 1)
    if (path.startsWith('/never')) return
    await service.holdUntil
    response.writeHead(path.startsWith('/ok') ? 200 : 500).end('secret words in the body')
  })
  const service: CountingService = {
    ...{ counts, holdUntil: null },
    get url() {
      const address = server.address()
      return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
    },
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return service
}
