import type { StageOrder } from '#shared/views.ts'
import { useAction } from '../actions/use-action.ts'
import { useEngine } from '../connection/hooks.ts'

/** Telling the director what to do: `busy` while it does it. `what` names it where it is refused: "Healing everything". */
export function useSteering(): {
  readonly busy: boolean
  readonly steer: (what: string, order: StageOrder) => void
} {
  const engine = useEngine()
  const { busy, run } = useAction()
  return { busy, steer: (what, order) => void run(what, () => engine.call('steerStage', order)) }
}
