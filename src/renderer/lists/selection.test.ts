import { describe, expect, it } from 'vitest'
import { NO_SELECTION, onlyShown, type Selection, toggle, toggleAll, toggleRange } from './selection.ts'

const ORDER = ['a', 'b', 'c', 'd', 'e']
const keys = (selection: Selection) => [...selection.keys].sort().join('')

describe('a selection', () => {
  it('takes and gives back single rows', () => {
    const one = toggle(NO_SELECTION, 'b')
    expect(keys(one)).toBe('b')
    expect(keys(toggle(one, 'b'))).toBe('')
  })

  it('takes all between the last row touched and this one, in either direction', () => {
    expect(keys(toggleRange(toggle(NO_SELECTION, 'b'), 'd', ORDER))).toBe('bcd')
    expect(keys(toggleRange(toggle(NO_SELECTION, 'd'), 'b', ORDER))).toBe('bcd')
  })

  it('gives a range back where its end is selected', () => {
    const all = toggle(toggleAll(NO_SELECTION, ORDER), 'b')
    expect(keys(toggleRange(all, 'd', ORDER))).toBe('ae')
  })

  it('takes a single row where there is nothing to begin a range from', () => {
    expect(keys(toggleRange(NO_SELECTION, 'c', ORDER))).toBe('c')
  })

  it('takes all shown, and none when all were', () => {
    const all = toggleAll(NO_SELECTION, ORDER)
    expect(keys(all)).toBe('abcde')
    expect(keys(toggleAll(all, ORDER))).toBe('')
  })

  it('lets go of what is not shown any more', () => {
    expect(keys(onlyShown(toggleAll(NO_SELECTION, ORDER), ['b', 'c']))).toBe('bc')
  })
})
