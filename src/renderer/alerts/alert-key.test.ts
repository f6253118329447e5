import { describe, expect, it } from 'vitest'
import { alertCommandOf, rowAfter, rowInPlaceOf } from './alert-key.ts'

const press = (key: string, more = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...more })

describe('keys among incidents', () => {
  it('move, acknowledge, mute, note and select from anywhere in the tab', () => {
    const done = ['j', 'k', 'a', 'm', 'n', 'x'].map(key => alertCommandOf(press(key), false)?.do)
    expect(done).toEqual(['move', 'move', 'acknowledge', 'mute', 'note', 'select'])
    expect(alertCommandOf(press('A'), false)).toEqual({ do: 'acknowledge' })
  })

  it('leave scrolling and pressing buttons as they are where no incident has the focus', () => {
    for (const key of ['ArrowDown', 'ArrowUp', ' ']) {
      expect(alertCommandOf(press(key), false)).toBeNull()
      expect(alertCommandOf(press(key), true)).not.toBeNull()
    }
  })

  it('are not taken from the browser or the rest of the page', () => {
    expect(alertCommandOf(press('a', { ctrlKey: true }), true)).toBeNull()
    for (const key of ['r', '1', 'Enter', 'Tab']) expect(alertCommandOf(press(key), true)).toBeNull()
  })
})

describe('the focus among incidents', () => {
  it('begins at the first, moves one at a time and stays at the ends', () => {
    expect(rowAfter(['a', 'b'], null, 1)).toBe('a')
    expect(rowAfter(['a', 'b'], 'a', 1)).toBe('b')
    expect(rowAfter(['a', 'b'], 'b', 1)).toBeNull()
    expect(rowAfter(['a', 'b'], 'b', -1)).toBe('a')
    expect(rowAfter([], null, 1)).toBeNull()
  })

  it('goes to the next where its row has left, and to the one before where it was the last', () => {
    expect(rowInPlaceOf('b', ['a', 'b', 'c'], ['a', 'c'])).toBe('c')
    expect(rowInPlaceOf('c', ['a', 'b', 'c'], ['a', 'b'])).toBe('b')
    expect(rowInPlaceOf('b', ['a', 'b', 'c', 'd'], ['d'])).toBe('d')
    expect(rowInPlaceOf('a', ['a'], [])).toBeNull()
  })
})
