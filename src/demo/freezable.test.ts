import { expect, it } from 'vitest'
import { freezable } from './freezable.ts'

it('leaves nothing to be thawed where the process ended while the guard was told of it', async () => {
  const frozen = new Set<number>()
  const { promise: ended, resolve: endIt } = Promise.withResolvers<void>()
  const actor = {
    pid: 4711,
    ended,
    signal() {
      throw new Error('The process "mcp" has ended.')
    },
  }
  const mcp = freezable(actor, {
    async obey({ do: what, pid }) {
      if (what === 'thaw-at-end') frozen.add(pid)
      else frozen.delete(pid)
    },
  })
  endIt()
  await expect(mcp.freeze()).rejects.toThrow('The process "mcp" has ended.')
  expect([...frozen]).toEqual([])
})
