import { z } from 'zod'

/** An origin as a browser sends it: scheme, host and port, nothing behind; or any. */
const originSchema = z
  .string()
  .trim()
  .max(300)
  .refine(text => text === '*' || isOrigin(text), {
    error: 'Give an origin such as https://status.example.com, without a path, or * for any.',
  })

function isOrigin(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === text
}

/** A host name as it stands in a Host header, without the port. */
export const allowedHostSchema = z
  .string()
  .trim()
  .toLowerCase()
  .regex(
    /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$|^(?=(?:.*:){2})[0-9a-f:.]+$/,
    'Give a host name such as traylight.example.com, without scheme and port.',
  )

/** How the HTTP face answers other programs. All of it takes effect at once. */
export const apiSchema = z.strictObject({
  anonymous: z.enum(['full', 'aggregate']).default('full').meta({
    title: 'Without the token',
    description:
      'full: names, status and times. aggregate: only how many are healthy in each category, no names.',
  }),
  allowedHosts: z.array(allowedHostSchema).max(50).default([]).meta({
    title: 'Allowed hosts',
    description:
      'Further host names under which probes and proxies ask; those of --allowed-host come on top.',
  }),
  cors: z
    .strictObject({
      origins: z.array(originSchema).max(50).default([]).meta({
        title: 'Origins',
        description:
          'Web pages that may read the health endpoints and metrics, such as https://status.example.com.',
      }),
    })
    .prefault({})
    .meta({ title: 'Other web pages (CORS)' }),
  rateLimitPerMinute: z.int().min(1).max(1_000_000).default(600).meta({
    title: 'Requests a minute',
    description: 'From one address; what comes beyond it is answered with 429.',
  }),
  rateLimitLoopback: z.boolean().default(false).meta({
    title: 'Limit this machine too',
    description: 'Needed where a proxy on this machine passes on what others ask.',
  }),
  refreshSeconds: z.number().min(1).max(86_400).default(30).meta({
    title: 'Refresh at most every',
    unit: 's',
    description: 'How soon ?refresh=true runs the same check again.',
  }),
  expensiveRefreshSeconds: z.number().min(1).max(86_400).default(300).meta({
    title: 'Refresh expensive checks every',
    unit: 's',
    description: 'The same for category apis and for checks that call the API of a vendor.',
  }),
  refreshTimeoutSeconds: z.number().min(1).max(600).default(30).meta({
    title: 'Wait for a refresh',
    unit: 's',
    description: 'After this long it is answered with what is known by then; the checks go on.',
    advanced: true,
  }),
})
/** How the HTTP face answers other programs, with its defaults. */
export type ApiConfig = z.infer<typeof apiSchema>
