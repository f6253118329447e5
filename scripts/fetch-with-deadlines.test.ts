import { createServer, type RequestListener } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { type BadServer, badServer, watchedServer } from '../test-support/bad-servers.ts'
import { fetchWithDeadlines } from './fetch-with-deadlines.mjs'

const SHORT = { answerMs: 300, silenceMs: 300 }
const NEVER_MS = 60_000

let server: BadServer | undefined
afterEach(async () => {
  await server?.close()
})

const addressOf = ({ port }: BadServer) => `http://127.0.0.1:${port}/electron.zip`
const serve = (listener: RequestListener) => watchedServer(createServer(listener))

describe('fetchWithDeadlines', () => {
  test('passes a good answer on whole, and tells how far it is', async () => {
    server = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 6 })
      response.write('abc')
      setTimeout(() => response.end('def'), 20)
    })
    const seen: number[][] = []
    const onProgress = (...progress: number[]) => seen.push(progress)
    const response = await fetchWithDeadlines(fetch, { ...SHORT, onProgress })(addressOf(server))
    expect(await response.text()).toBe('abcdef')
    expect(seen.at(-1)).toEqual([6, 6])
  })

  test('gives what the server refuses to whoever asked', async () => {
    server = await serve((_, response) => response.writeHead(404).end('no'))
    const response = await fetchWithDeadlines(fetch, SHORT)(addressOf(server))
    expect([response.status, await response.text()]).toEqual([404, 'no'])
  })

  test('gives up on a server that accepts and never answers, and lets go of it', async () => {
    server = await badServer(() => {})
    const patient = { answerMs: 300, silenceMs: NEVER_MS }
    await expect(fetchWithDeadlines(fetch, patient)(addressOf(server))).rejects.toThrow(
      `127.0.0.1:${server.port} does not answer (no answer in time)`,
    )
    await server.released()
  })

  test('says why it could not connect', async () => {
    server = await badServer(() => {})
    await server.close()
    await expect(fetchWithDeadlines(fetch)(addressOf(server))).rejects.toThrow('(ECONNREFUSED)')
  })

  test('gives up on a server that answers and then keeps the file to itself', async () => {
    server = await serve(request => {
      if (request.method === 'HEAD') request.socket.write('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n')
    })
    await expect(fetchWithDeadlines(fetch, SHORT)(addressOf(server))).rejects.toThrow('stopped sending')
    await server.released()
  })

  test('gives up on a server that falls silent in the middle', async () => {
    server = await serve((request, response) => {
      response.writeHead(200, { 'content-length': 6 })
      if (request.method === 'HEAD') response.end()
      else response.write('abc')
    })
    const response = await fetchWithDeadlines(fetch, SHORT)(addressOf(server))
    await expect(response.text()).rejects.toThrow('stopped sending')
    await server.released()
  })
})
