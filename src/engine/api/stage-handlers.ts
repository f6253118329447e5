import type { ContractHandlers } from '#shared/contract.ts'
import type { Stage } from '../stage/stage.ts'
import { ContractRefusal } from './contract-server.ts'

/** Steering the demo's director, where there is one; it says in words what it could not do. */
export function stageHandlers(stage: Stage | null): Pick<ContractHandlers, 'steerStage'> {
  return {
    steerStage: async order => {
      if (stage === null) {
        throw new ContractRefusal(
          'failed',
          'This is no demo: there is nothing to break. Start one with --demo.',
        )
      }
      try {
        await stage.steer(order)
      } catch (error) {
        if (!(error instanceof Error)) throw error
        throw new ContractRefusal('failed', error.message)
      }
      return { ok: true }
    },
  }
}
