import { z } from 'zod'
import { holdsReference } from './reference.ts'

/** Labels whose names begin with two underscores are Prometheus's own. */
const labelNameSchema = z
  .string()
  .regex(
    /^(?!__)[A-Za-z_][A-Za-z0-9_]*$/,
    'Use letters, digits and underscores; do not begin with a digit or with two underscores.',
  )

/** Where metrics are sent by Prometheus remote write. */
export const remoteWriteSchema = z
  .strictObject({
    url: z
      .string()
      .trim()
      .refine(text => text === '' || holdsReference(text) || isWebAddress(text), {
        error: 'Give the http or https address that takes remote writes, or nothing to send none.',
      })
      .optional()
      .meta({
        title: 'URL',
        description: 'Such as https://prometheus.example.com/api/v1/write. Empty: nothing is sent.',
        whenEmpty: 'off',
      }),
    basicAuth: z
      .strictObject({
        username: z.string().min(1, 'Give the user name.').meta({ title: 'User name' }),
        password: z.string().meta({ title: 'Password', secret: true }),
      })
      .optional()
      .meta({ title: 'Basic authentication' }),
    bearerToken: z
      .string()
      .optional()
      .meta({ title: 'Bearer token', description: 'Instead of a user name and password.', secret: true }),
    headers: z.record(z.string(), z.string()).optional().meta({
      title: 'Headers',
      description: 'Sent with every request, such as X-Scope-OrgID.',
      secret: true,
      advanced: true,
    }),
    intervalSeconds: z
      .number()
      .min(5, 'The shortest interval is 5 seconds.')
      .max(3600, 'The longest interval is an hour (3600 seconds).')
      .default(15)
      .meta({ title: 'Interval', description: 'Seconds between two samples of every metric.', unit: 's' }),
    timeoutSeconds: z.number().min(1).max(300).default(30).meta({
      title: 'Timeout',
      description: 'How long one request may take.',
      unit: 's',
      advanced: true,
    }),
    externalLabels: z.record(labelNameSchema, z.string()).default({}).meta({
      title: 'External labels',
      description:
        'Added to every series. Without them, job is traylight and instance is the name of this machine.',
      advanced: true,
    }),
  })
  .superRefine(({ basicAuth, bearerToken }, ctx) => {
    if (basicAuth === undefined || bearerToken === undefined || bearerToken === '') return
    ctx.addIssue({
      code: 'custom',
      path: ['bearerToken'],
      message: 'Give either a user name and password or a bearer token, not both.',
      input: '',
    })
  })
export type RemoteWriteConfig = z.infer<typeof remoteWriteSchema>

function isWebAddress(text: string): boolean {
  return z.url({ protocol: /^https?$/ }).safeParse(text).success
}
