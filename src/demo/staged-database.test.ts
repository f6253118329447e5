import { expect, it } from 'vitest'
import { StagedDatabase } from './staged-database.ts'

it('runs again once nobody wants it stopped any more, one change after the other', async () => {
  let isRunning = true
  let changing = 0
  const turn = (runs: boolean) => async () => {
    expect(++changing).toBe(1)
    await new Promise(resolve => setImmediate(resolve))
    changing--
    isRunning = runs
  }
  const staged = new StagedDatabase({
    url: 'redis://127.0.0.1:1/0',
    ...{ start: turn(true), stop: turn(false), freeze: async () => {}, thaw: async () => {} },
  })
  await Promise.all([staged.stop('one'), staged.stop('other')])
  expect(isRunning).toBe(false)
  await staged.start('one')
  expect(isRunning).toBe(false)
  await staged.start('other')
  expect(isRunning).toBe(true)
  await Promise.all([staged.stop('one'), staged.start('one'), staged.stop('other')])
  expect(isRunning).toBe(false)
})
