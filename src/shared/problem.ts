import { z } from 'zod'

/** One thing wrong with something an operator wrote: where (a path into it), and what to do. */
export const problemSchema = z.object({
  path: z.array(z.union([z.string(), z.number()])),
  message: z.string(),
  line: z.number().optional(),
  column: z.number().optional(),
})
export type Problem = z.infer<typeof problemSchema>
