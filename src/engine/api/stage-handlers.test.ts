import { describe, expect, it } from 'vitest'
import type { StageOrder } from '#shared/views.ts'
import type { Stage } from '../stage/stage.ts'
import { ContractRefusal } from './contract-server.ts'
import { stageHandlers } from './stage-handlers.ts'

function stageThat(steer: Stage['steer']): Stage {
  return {
    view: () => ({ acts: [], script: [], lengthMs: 0, playing: false, positionMs: 0, at: 0 }),
    onChange: () => () => {},
    steer,
  }
}

describe('steering the stage', () => {
  it('hands the order to the director', async () => {
    const orders: StageOrder[] = []
    const { steerStage } = stageHandlers(stageThat(async order => void orders.push(order)))
    expect(await steerStage({ do: 'break', act: 'redis' })).toEqual({ ok: true })
    expect(orders).toEqual([{ do: 'break', act: 'redis' }])
  })

  it('is refused in the words of the director where it cannot be done', async () => {
    const { steerStage } = stageHandlers(
      stageThat(async () => {
        throw new Error('There is nothing called "mail" to break.')
      }),
    )
    await expect(async () => steerStage({ do: 'break', act: 'mail' })).rejects.toThrow(
      new ContractRefusal('failed', 'There is nothing called "mail" to break.'),
    )
  })

  it('is refused where there is no stage', async () => {
    const { steerStage } = stageHandlers(null)
    await expect(async () => steerStage({ do: 'play' })).rejects.toThrow('This is no demo')
  })
})
