import { describe, expect, it } from 'vitest'
import { readMcpHealth } from './mcp-health.ts'

const read = (document: unknown, statusCode = 200) =>
  readMcpHealth({ url: 'http://127.0.0.1:9878/health', document, statusCode, responseTimeMs: 1 })

const WANTED = { contextStore: 'healthy', memoryPercent: 41.5, activeConnections: 3, uptimeSeconds: 60 }

describe('the health document of an MCP server', () => {
  it.each([
    [
      'snake_case',
      {
        status: 'healthy',
        context_store: { status: 'ok', contexts: 4 },
        memory_percent: 41.5,
        active_connections: 3,
        uptime_seconds: 60,
      },
    ],
    [
      'camelCase',
      {
        status: 'ok',
        contextStore: { healthy: true },
        memoryPercent: 41.5,
        activeConnections: 3,
        uptimeSeconds: 60,
      },
    ],
    [
      'parts',
      {
        status: 'up',
        context_store: { healthy: true },
        memory: { percent: 41.5, used_mb: 80 },
        connections: { active: 3 },
        uptime: 60,
      },
    ],
    [
      'the standard response',
      {
        status: 'healthy',
        checks: {
          context_store: { healthy: true, response_time_ms: 1, details: {} },
          memory: { healthy: true, details: { percent: 41.5 } },
          connections: { healthy: true, details: { active: 3 } },
        },
        details: { uptime_seconds: 60 },
      },
    ],
  ])('is read in %s', (_, document) => {
    expect(read(document)).toEqual({
      status: 'healthy',
      problem: null,
      details: { status: 'healthy', ...WANTED },
    })
  })

  it('shows how many contexts there are where that is all that is said of the store', () => {
    expect(read({ status: 'healthy', context_store: { contexts: 4 } }).details).toMatchObject({
      contextStore: 4,
    })
    expect(read({ status: 'healthy', contexts: 7 }).details).toMatchObject({ contextStore: 7 })
  })

  it('is believed when it says that something is wrong', () => {
    expect(read({ status: 'degraded', message: 'Evicting contexts.' })).toMatchObject({
      status: 'degraded',
      problem: 'The MCP server answers, but its health document says that it is degraded: Evicting contexts.',
    })
    expect(read({ healthy: false })).toMatchObject({
      status: 'unhealthy',
      problem: 'The MCP server answers, but its health document says that it is unhealthy.',
    })
    expect(read({ status: 'healthy' }, 503)).toMatchObject({ status: 'unhealthy' })
  })

  it('makes the server degraded where only its context store is not well', () => {
    expect(read({ status: 'healthy', context_store: { status: 'error' } })).toMatchObject({
      status: 'degraded',
      problem:
        'The MCP server answers, but its health document says that its context store is not well: unhealthy.',
    })
  })

  it('is not missed where the address answers in good order without one', () => {
    expect(read(undefined)).toMatchObject({ status: 'healthy', problem: null })
    expect(read('OK')).toMatchObject({ status: 'healthy', problem: null })
  })

  it.each([404, 500])('is missed where the address answers %d', statusCode => {
    expect(read({ detail: 'No' }, statusCode)).toMatchObject({
      status: 'degraded',
      problem: `The MCP server answers, but its health address http://127.0.0.1:9878/health answers ${statusCode} without a health document.`,
    })
  })
})
