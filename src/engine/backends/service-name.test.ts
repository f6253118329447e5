import { expect, test } from 'vitest'
import { sameName, shownName } from './service-name.ts'

test.each([
  ['PostgreSQL', 'postgres'],
  ['postgresql', 'Postgres connection'],
  ['pg', 'postgresql_health_check'],
  ['MongoDB', 'mongo'],
  ['PusherChannels', 'pusher_channels'],
  ['mcp-server', 'MCP Server'],
  ['service', 'Service'],
])('%s and %s are the same service', (one, other) => {
  expect(sameName(one)).toBe(sameName(other))
})

test.each([
  ['redis', 'redis_cluster'],
  ['pusher', 'pusher_channels'],
  ['–', '—'],
])('%s and %s are not', (one, other) => {
  expect(sameName(one)).not.toBe(sameName(other))
})

test('a name is shown on one line without control characters, cut to 120 characters', () => {
  expect(shownName(' red\u001b[31mis\r\n\u202ecache\u0000 ')).toBe('redis cache')
  expect(shownName('x'.repeat(500))).toHaveLength(120)
})
