import { z } from 'zod'

/** An id: stable, typed on command lines and in links. */
export const idSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'Use letters, digits, dots, dashes and underscores, at most 64 characters, beginning with a letter or digit.',
  )
  .meta({
    title: 'Id',
    description: 'Used in links and on the command line. Made from the name if left out.',
  })

/** What people call something. */
export const nameSchema = z
  .string()
  .trim()
  .min(1, 'Give it a name.')
  .max(120, 'Use at most 120 characters.')
  .meta({ title: 'Name' })

/** Refuses a list in which two have the same id; `kind` is what they are. */
export const uniqueIds = (kind: string) => (items: readonly { id: string }[], ctx: z.RefinementCtx) => {
  const seen = new Set<string>()
  items.forEach((item, index) => {
    if (seen.has(item.id)) {
      ctx.addIssue({
        code: 'custom',
        path: [index, 'id'],
        message: `The id "${item.id}" is used twice. Give each ${kind} its own.`,
        input: item.id,
      })
    }
    seen.add(item.id)
  })
}
