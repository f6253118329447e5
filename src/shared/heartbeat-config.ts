import { z } from 'zod'
import { holdsReference } from './reference.ts'

/** An address that is called while Traylight is well, so that somebody else notices when it is not. */
export const heartbeatSchema = z.strictObject({
  url: z
    .string()
    .refine(text => holdsReference(text) || z.url({ protocol: /^https?$/ }).safeParse(text).success, {
      error: 'Give an http or https address.',
    })
    .optional()
    .meta({
      title: 'Address',
      description: 'Called while Traylight is well. Empty: nothing is called.',
      secret: true,
    }),
  everySeconds: z.number().min(10).max(86_400).default(60).meta({ title: 'Every', unit: 's' }),
  method: z.enum(['GET', 'HEAD', 'POST']).default('GET').meta({ title: 'Method', advanced: true }),
})
export type HeartbeatConfig = z.infer<typeof heartbeatSchema>
