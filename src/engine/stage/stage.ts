import type { StageOrder, StageView } from '#shared/views.ts'

/** The services of a demo, and the director that breaks and heals them. */
export interface Stage {
  view(): StageView
  /** Carries out what a person wants; resolves when it is done. Throws an Error in words where that act does not exist. */
  steer(order: StageOrder): Promise<void>
  /** Calls back whenever `view()` would answer something new; returns how to stop that. */
  onChange(listener: () => void): () => void
}
