import type { RulePreview } from '#shared/incidents.ts'

/** How often a rule would have fired within the last so many hours, by the history. */
export async function previewRule(_draft: unknown, _hours: number): Promise<RulePreview> {
  return { ok: false, message: 'There is no history to look at.' }
}
