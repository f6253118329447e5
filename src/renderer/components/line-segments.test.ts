import { describe, expect, it } from 'vitest'
import { lineSegments } from './line-segments.ts'

describe('lineSegments', () => {
  it('is one line where nothing is missing', () => {
    expect(
      lineSegments([
        [0, 1],
        [2, 2],
        [4, 3],
      ]),
    ).toEqual([
      [
        [0, 1],
        [2, 2],
        [4, 3],
      ],
    ])
  })

  it('breaks at what was not measured', () => {
    expect(
      lineSegments([
        [0, 1],
        [2, null],
        [4, 3],
        [6, 4],
      ]),
    ).toEqual([
      [[0, 1]],
      [
        [4, 3],
        [6, 4],
      ],
    ])
  })

  it('breaks where samples stopped coming for a while', () => {
    expect(
      lineSegments([
        [0, 1],
        [2, 1],
        [4, 1],
        [60, 2],
        [62, 2],
      ]),
    ).toEqual([
      [
        [0, 1],
        [2, 1],
        [4, 1],
      ],
      [
        [60, 2],
        [62, 2],
      ],
    ])
  })

  it('is nothing without samples', () => {
    expect(lineSegments([])).toEqual([])
    expect(lineSegments([[0, null]])).toEqual([])
  })
})
