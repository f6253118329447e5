import type { ContractHandlers } from '#shared/contract.ts'
import type { Stage } from '../stage/stage.ts'
import { ContractRefusal } from './contract-server.ts'

/** Steering the demo's director, where there is one. */
export function stageHandlers(stage: Stage | null): Pick<ContractHandlers, 'steerStage'> {
  return {
    steerStage: async order => {
      if (stage === null) {
        throw new ContractRefusal(
          'failed',
          'This is no demo: there is nothing to break. Start one with --demo.',
        )
      }
      await stage.steer(order).catch((error: unknown) => {
        throw error instanceof Error ? new ContractRefusal('failed', error.message) : error
      })
      return { ok: true }
    },
  }
}
