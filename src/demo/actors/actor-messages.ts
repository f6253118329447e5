import { z } from 'zod'

/** To an actor: its settings first, then orders. */
export const toActorSchema = z.object({ id: z.int(), body: z.unknown() })
export type ToActor = z.infer<typeof toActorSchema>

/** From an actor: that it is done, with its facts the first time; or in words why not. */
export const fromActorSchema = z.object({
  id: z.int(),
  facts: z.unknown().optional(),
  problem: z.string().optional(),
})
export type FromActor = z.infer<typeof fromActorSchema>

/** The message that carries the settings. */
export const SETTINGS_ID = 0
