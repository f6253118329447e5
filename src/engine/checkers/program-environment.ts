import { z } from 'zod'

const noNull = (text: string) => !text.includes('\0')

/** Variables that a program is given. Any of them may hold a secret, whatever its name. */
export const programEnvironmentSchema = z.record(
  z.string().regex(/^[^=\0]+$/, 'A variable has a name without an equals sign.'),
  z.string().refine(noNull, 'A variable cannot contain a null character.').meta({ secret: true }),
)
