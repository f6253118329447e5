import { z } from 'zod'
import { tlsOptionsSchema } from './tls-options.ts'

/** What a `redis` check is told. */
export const redisSchema = z.strictObject({
  url: z
    .string()
    .refine(text => readRedisUrl(text) !== null, {
      error: 'Give a connection URL such as redis://:password@127.0.0.1:6379/0, or rediss:// for TLS.',
    })
    .meta({
      title: 'URL',
      description: 'redis://user:password@host:6379/0; rediss:// speaks TLS.',
    }),
  writeTest: z.boolean().default(true).meta({
    title: 'Write test',
    description: 'Set, get and delete a key that would expire after 10 seconds.',
  }),
  tls: tlsOptionsSchema.optional().meta({
    title: 'TLS',
    description: 'How TLS is spoken where the URL begins with rediss://.',
    advanced: true,
  }),
})
export type RedisTarget = z.infer<typeof redisSchema>

/** A connection URL, taken apart. */
export interface RedisUrl {
  readonly host: string
  readonly port: number
  /** Host and port, without credentials. */
  readonly server: string
  /** Null is the default user. */
  readonly user: string | null
  readonly password: string | null
  /** The number of the database. */
  readonly database: number
  readonly secure: boolean
}

/** Takes a `redis://` or `rediss://` URL apart; null where it is none. */
export function readRedisUrl(text: string): RedisUrl | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  if (url.protocol !== 'redis:' && url.protocol !== 'rediss:') return null
  const user = decode(url.username)
  const password = decode(url.password)
  if (user === null || password === null) return null
  if (!/^\/?\d{0,6}$/.test(url.pathname) || url.hostname === '') return null
  const port = Number(url.port || 6379)
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port,
    server: `${url.hostname}:${port}`,
    user: user || null,
    password: password || null,
    database: Number(url.pathname.slice(1)),
    secure: url.protocol === 'rediss:',
  }
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
