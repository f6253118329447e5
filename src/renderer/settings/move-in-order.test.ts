import { expect, it } from 'vitest'
import { moveInOrder } from './move-in-order.ts'

it('moves one to another place, up or down', () => {
  expect(moveInOrder(['a', 'b', 'c'], 'c', 0)).toEqual(['c', 'a', 'b'])
  expect(moveInOrder(['a', 'b', 'c'], 'a', 1)).toEqual(['b', 'a', 'c'])
})

it('changes nothing beyond the ends, or for what is not there', () => {
  const ids = ['a', 'b']
  expect(moveInOrder(ids, 'a', -1)).toBe(ids)
  expect(moveInOrder(ids, 'b', 2)).toBe(ids)
  expect(moveInOrder(ids, 'z', 0)).toBe(ids)
})
