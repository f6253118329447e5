import { z } from 'zod'
import { idSchema, nameSchema, uniqueIds } from './config-id.ts'
import { holdsReference } from './reference.ts'

/** Where the log lines around an incident are found: a file on this machine, or a query of Loki. */
export const logSourceSchema = z
  .strictObject({
    id: idSchema,
    name: nameSchema,
    file: z.string().trim().min(1).max(4096).optional().meta({
      title: 'File',
      description: 'A log file on this machine. Lines are told apart by the time they begin with.',
    }),
    lokiUrl: z
      .string()
      .refine(text => holdsReference(text) || z.url({ protocol: /^https?$/ }).safeParse(text).success, {
        error: 'Give the http or https address of Loki.',
      })
      .optional()
      .meta({ title: 'Loki', description: 'Its address, such as http://127.0.0.1:3100.' }),
    query: z.string().trim().min(1).max(2000).optional().meta({
      title: 'Query',
      description:
        'In LogQL, such as {job="api"}. {incident} stands for the id of the incident, {name} for what failed.',
    }),
    headers: z.record(z.string(), z.string()).optional().meta({
      title: 'Headers',
      description: 'Sent to Loki.',
      secret: true,
      advanced: true,
    }),
    monitors: z.array(z.string().min(1).max(300)).max(1000).default([]).meta({
      title: 'For',
      description: 'Incidents of these monitors and backends. Empty: every incident.',
    }),
  })
  .superRefine(({ file, lokiUrl, query }, ctx) => {
    if ((file === undefined) === (lokiUrl === undefined)) {
      const message = 'Give either a file or the address of Loki.'
      ctx.addIssue({ code: 'custom', path: ['file'], message, input: file })
    }
    if (lokiUrl !== undefined && query === undefined) {
      ctx.addIssue({ code: 'custom', path: ['query'], message: 'Give the query for Loki.', input: query })
    }
  })
export type LogSource = z.infer<typeof logSourceSchema>

export const logSourcesSchema = z
  .array(logSourceSchema)
  .max(50)
  .superRefine(uniqueIds('source of log lines'))
  .default([])
