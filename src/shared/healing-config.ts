import { z } from 'zod'

/** A command that may mend what a monitor watches. Run without a shell. */
export const healingSchema = z.strictObject({
  command: z
    .array(z.string().max(4096))
    .min(1, 'Give the program and its arguments.')
    .max(100)
    .refine(
      ([program]) => program !== undefined && program.trim() !== '',
      'Give the program and its arguments.',
    )
    .meta({ title: 'Command', description: 'Program and arguments, one each. No shell.' }),
  afterFailures: z.int().min(1).max(100).default(3).meta({
    title: 'After',
    unit: 'failures',
    description: 'In a row.',
  }),
  cooldownSeconds: z.number().min(1).max(86_400).default(300).meta({
    title: 'Pause between attempts',
    unit: 's',
  }),
  maxAttempts: z
    .int()
    .min(1)
    .max(100)
    .default(3)
    .meta({ title: 'Attempts at most', description: 'In one incident.' }),
  timeoutSeconds: z.number().min(0.1).max(600).default(60).meta({ title: 'Timeout', unit: 's' }),
  dryRun: z.boolean().default(false).meta({
    title: 'Dry run',
    description: 'Only note in the incident what would be run.',
  }),
})
export type HealingConfig = z.infer<typeof healingSchema>
