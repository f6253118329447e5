import { createServer, type Server } from 'node:https'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { WebSocketServerTransport } from '#demo/websocket-server-transport.ts'
import { type BadServer, watchedServer } from '../../../test-support/bad-servers.ts'
import { exampleServer, statelessHandler } from '../../../test-support/mcp-servers.ts'
import { makeSelfSigned, type SelfSigned } from '../../../test-support/self-signed.ts'
import { systemClock } from '../clock.ts'
import { KeptResources } from '../watch/kept-resources.ts'
import { mcpChecker } from './mcp.ts'
import { runCheck } from './run-check.ts'

const keep = new KeptResources().keeperFor('test')
function check(target: object) {
  return runCheck(mcpChecker, mcpChecker.schema.parse(target), {
    timeoutMs: 10_000,
    clock: systemClock,
    keep,
  })
}

describe.each(['wss', 'https'])('an MCP server over %s', scheme => {
  let certificate: SelfSigned
  let server: BadServer
  beforeAll(async () => {
    certificate = await makeSelfSigned(['IP:127.0.0.1'])
    const secure: Server = createServer({ ...certificate }, statelessHandler())
    const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'mcp' })
    secure.on('upgrade', (request, socket, head) => {
      sockets.handleUpgrade(request, socket, head, connected => {
        void exampleServer().connect(new WebSocketServerTransport(connected))
      })
    })
    server = await watchedServer(secure)
  })
  afterAll(() => server.close())
  const url = () => `${scheme}://127.0.0.1:${server.port}/mcp`

  it('is refused with a certificate that nobody vouches for', async () => {
    const outcome = await check({ url: url() })
    expect(outcome).toMatchObject({ status: 'unhealthy', failure: 'tls' })
    expect(outcome.message).toMatch(
      /^The certificate of \S+ is self-signed\. Trust its authority or allow it/,
    )
    await server.released()
  })

  it('is asked where its authority is trusted, and tells when the certificate expires', async () => {
    const outcome = await check({ url: url(), tls: { ca: certificate.cert } })
    expect(outcome).toMatchObject({ status: 'healthy', message: 'example 2.5.0, 1 tool' })
    expect(outcome.certificateExpiresAt).toBeGreaterThan(Date.now())
    await server.released()
  })
})
