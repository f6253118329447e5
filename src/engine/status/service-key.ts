/** Names that different documents give to the same service. */
const SAME: readonly (readonly [RegExp, string])[] = [
  [/^(postgres|postgresql|psql|pg)$/, 'postgres'],
  [/^(mongo|mongodb)$/, 'mongodb'],
  [/^(redis|rediscache)$/, 'redis'],
  [/^(mcp|mcpserver)$/, 'mcp'],
  [/^(pusher|pusherchannels)$/, 'pusher'],
]

/**
 * One key for all spellings of a service's name ("PostgreSQL", "postgres_db", "Redis connection"), by which our own
 * check and a backend's report of the same service find each other.
 */
export function serviceKey(name: string): string {
  const words = name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(
      word =>
        word !== '' && !['db', 'database', 'connection', 'service', 'api', 'health', 'check'].includes(word),
    )
  const plain = words.join('') || name.toLowerCase()
  return SAME.find(([pattern]) => pattern.test(plain))?.[1] ?? plain
}
