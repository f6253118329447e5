import { z } from 'zod'

/** How the HTTP face answers other programs. */
export const apiSchema = z.strictObject({})
export type ApiConfig = z.infer<typeof apiSchema>
