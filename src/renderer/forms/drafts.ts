import { z } from 'zod'

const draftSchema = z.object({ value: z.record(z.string(), z.unknown()), savedAt: z.number() })

/** Something typed and not saved yet. */
export type Draft = z.infer<typeof draftSchema>

const PREFIX = 'traylight.draft.'

/** Keeps an unsaved form. `name` says which: "monitor/redis", "backend/new". A full or forbidden storage is no error. */
export function keepDraft(
  storage: Pick<Storage, 'setItem'>,
  name: string,
  value: Readonly<Record<string, unknown>>,
  now: number,
): void {
  try {
    storage.setItem(PREFIX + name, JSON.stringify({ value, savedAt: now }))
  } catch {
    // Without room for it the form itself still holds everything; only an accident would lose it.
  }
}

/** The unsaved form kept under a name; null where there is none or it cannot be read. */
export function readDraft(storage: Pick<Storage, 'getItem'>, name: string): Draft | null {
  try {
    const text = storage.getItem(PREFIX + name)
    if (text === null) return null
    const parsed = draftSchema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/** Forgets an unsaved form: it was saved, or discarded on purpose. */
export function dropDraft(storage: Pick<Storage, 'removeItem'>, name: string): void {
  try {
    storage.removeItem(PREFIX + name)
  } catch {
    // Nothing was kept where nothing may be kept.
  }
}
