import { z } from 'zod'

const noNull = (text: string) => !text.includes('\0')

/** A program and its arguments, run without a shell. */
export const argvField = z
  .array(z.string().refine(noNull, 'An argument cannot contain a null character.'))
  .min(1, 'Name the program to run.')
  .refine(argv => argv[0] !== '', { message: 'Name the program to run.', path: [0] })
  .meta({
    title: 'Program and arguments',
    description: 'One entry each. There is no shell: quotes, pipes and variables are taken as they stand.',
  })

/** Where it runs. */
export const workingDirectoryField = z
  .string()
  .min(1, 'Name a directory, or leave it out.')
  .refine(noNull, 'A path cannot contain a null character.')
  .optional()
  .meta({ title: 'Working directory', description: "Traylight's own if left out." })
