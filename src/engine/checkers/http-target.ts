import { validateHeaderName, validateHeaderValue } from 'node:http'
import { z } from 'zod'
import { expectedStatusSchema, jsonConditionSchema } from './http-conditions.ts'
import { tlsOptionsSchema } from './tls-options.ts'

/** Headers that follow from the rest of the request. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-authorization',
  'transfer-encoding',
  'upgrade',
])

export const headersSchema = z.record(z.string(), z.string()).superRefine((headers, ctx) => {
  for (const [name, value] of Object.entries(headers)) {
    const message = headerProblem(name, value)
    if (message !== undefined) ctx.addIssue({ code: 'custom', path: [name], message, input: name })
  }
})

function headerProblem(name: string, value: string): string | undefined {
  if (OWN_HEADERS.has(name.toLowerCase())) return 'This header is set by itself. Leave it out.'
  try {
    validateHeaderName(name)
  } catch {
    return `"${name}" cannot be the name of a header.`
  }
  try {
    validateHeaderValue(name, value)
  } catch {
    return 'A header cannot hold line breaks, control characters or characters beyond Latin-1.'
  }
  return undefined
}

const httpUrl = z.url({
  protocol: /^https?$/,
  error: 'Give an http or https address, such as https://example.com/health.',
})

const patternSchema = z
  .string()
  .min(1)
  .max(1000)
  .refine(isPattern, 'This is not a regular expression as JavaScript has them.')

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern) instanceof RegExp
  } catch {
    return false
  }
}

/** What an `http` check asks, and what it expects. */
export const httpTargetSchema = z.strictObject({
  url: httpUrl.meta({ title: 'URL', description: 'The http or https address to ask.' }),
  method: z
    .enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
    .default('GET')
    .meta({ title: 'Method' }),
  expectedStatus: z
    .array(expectedStatusSchema)
    .min(1, 'Name at least one status.')
    .max(50)
    .default(['2xx'])
    .meta({
      title: 'Expected status',
      description: 'Codes and ranges: 200, 2xx, 200-299. A redirect that is expected is not followed.',
    }),
  bodyContains: z
    .string()
    .min(1)
    .max(10_000)
    .optional()
    .meta({ title: 'Body contains', description: 'Text that must stand in the body.' }),
  json: z
    .array(jsonConditionSchema)
    .max(50)
    .optional()
    .meta({ title: 'JSON conditions', description: 'Values that a JSON body must hold.' }),
  headers: headersSchema
    .optional()
    .meta({ title: 'Headers', description: 'Sent along, such as an API key.', secret: true }),
  body: z
    .string()
    .max(1_000_000)
    .optional()
    .meta({ title: 'Body', description: 'Sent as it stands.', secret: true, advanced: true }),
  bodyMatches: patternSchema.optional().meta({
    title: 'Body matches',
    description: 'A regular expression that must match somewhere in the body. It is given 100 ms.',
    advanced: true,
  }),
  followRedirects: z.boolean().default(true).meta({
    title: 'Follow redirects',
    description: 'Up to 5, to http and https. Keys and cookies do not go along to another host.',
    advanced: true,
  }),
  tls: tlsOptionsSchema.optional().meta({ title: 'TLS', advanced: true }),
  proxy: z
    .url({ protocol: /^https?$/, error: 'Give the http or https address of the proxy.' })
    .optional()
    .meta({ title: 'Proxy', description: 'An HTTP proxy to go through.', secret: true, advanced: true }),
  connection: z.enum(['fresh', 'reuse']).default('fresh').meta({
    title: 'Connection',
    description:
      'fresh: a new one for each check, so that trouble with DNS, connecting and certificates is seen. reuse: kept between checks, cheaper for both sides; not with a proxy.',
    advanced: true,
  }),
  maxBodyBytes: z
    .int()
    .min(1)
    .max(64 * 1024 * 1024, 'At most 64 MiB (67108864 bytes) are read.')
    .default(1024 * 1024)
    .meta({
      title: 'Read at most',
      unit: 'bytes',
      description: 'A larger body, packed or unpacked, fails the check if there is a condition on it.',
      advanced: true,
    }),
})
export type HttpTarget = z.infer<typeof httpTargetSchema>
