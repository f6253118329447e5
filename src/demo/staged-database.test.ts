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

it('runs again once it is thawed, also where it ended while it was frozen, unless it is to be stopped', async () => {
  const done: string[] = []
  const note = (what: string) => async () => void done.push(what)
  const staged = new StagedDatabase({
    url: 'redis://127.0.0.1:1/0',
    ...{ start: note('start'), stop: note('stop'), freeze: note('freeze'), thaw: note('thaw') },
  })
  await staged.freeze()
  await staged.thaw()
  expect(done).toEqual(['freeze', 'thaw', 'start'])
  await staged.stop('one')
  await staged.thaw()
  expect(done.slice(3)).toEqual(['stop', 'thaw', 'stop'])
})
