import type { Notice, StageOrder, StageView } from '#shared/views.ts'

/** The services of a demo, and the director that breaks and heals them. */
export interface Stage {
  view(): StageView
  /** Carries out what a person wants; resolves when it is done. Throws an Error in words where that act does not exist. */
  steer(order: StageOrder): Promise<void>
  /** Calls back whenever `view()` would answer something new; returns how to stop that. */
  onChange(listener: () => void): () => void
}

/** A stage that was set up. */
export interface RunningStage {
  readonly stage: Stage
  /** What the operator should know of it. */
  readonly notices: readonly Notice[]
  /** Ends everything on it, and waits until it is gone. */
  stop(): Promise<void>
}
